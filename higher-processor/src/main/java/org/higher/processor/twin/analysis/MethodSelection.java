package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ExecutableType;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.ModelField.Role;
import org.higher.processor.twin.containers.JdkChanges;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.Reachability.Needs;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.Mentions;
import org.higher.processor.twin.hierarchy.MethodKinds;
import org.higher.processor.twin.state.SharedWrites;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/** Which methods of a model its twin has: what forward needs, and all others that can be copied. */
final class MethodSelection {
    private static final String UNREAD =
            "it uses inherited field %s, which could hold anything and which forward does not need";

    private static final String SETTING =
            "it returns nothing and takes no tensor, so it can only be about the model itself";

    /** It is in {@code Bound}, for its users; to other models it would tell another past. */
    private static final String TELLS = "it tells what earlier calls have left in field %s";

    /**
     * The selected methods.
     *
     * @param copies their bodies, in declaration order
     * @param required those that forward needs
     * @param leftOut why methods that others could call are not there
     * @param types copies of private types, in the order in which they were found
     * @param requiredTypes those that forward needs
     * @param helpers copies of static methods of other classes
     * @param requiredHelpers those that forward needs
     * @param problems why methods that the model is run by are not there
     */
    record Selected(
            Map<ExecutableElement, BodyCopy> copies,
            Set<ExecutableElement> required,
            Map<ExecutableElement, String> leftOut,
            Map<TypeElement, BodyCopy> types,
            Set<TypeElement> requiredTypes,
            Map<ExecutableElement, BodyCopy> helpers,
            Set<ExecutableElement> requiredHelpers,
            List<Problem> problems) {}

    private final MethodReach reach;
    private final Hierarchy hierarchy;
    private final TypeElement type;
    private final HelperMethods helperMethods;
    private final FieldRoles roles;
    private final CopyContext context;
    private final Map<TypeElement, BodyCopy> typeCopies = new HashMap<>();
    private final Map<ExecutableElement, BodyCopy> copies = new HashMap<>();
    private final Map<ExecutableElement, String> leftOut = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private MethodSelection(MethodReach reach, CopyContext context, FieldRoles roles) {
        this.reach = reach;
        this.context = context;
        this.hierarchy = context.hierarchy();
        this.type = hierarchy.model();
        this.helperMethods = context.helperMethods();
        this.roles = roles;
    }

    static Selected of(MethodReach reach, Needs required, CopyContext context, FieldRoles roles) {
        return new MethodSelection(reach, context, roles).select(required);
    }

    private Selected select(Needs required) {
        List<ExecutableElement> open = reach.reachedByName();
        reach.entries().stream().filter(m -> !reach.isReadable(m)).forEach(this::reportAbsent);
        Set<ExecutableElement> wanted = new LinkedHashSet<>(required.methods());
        Set<TypeElement> types = new LinkedHashSet<>(required.types());
        Set<ExecutableElement> helpers = new LinkedHashSet<>(required.helpers());
        List<VariableElement> unneeded = unneeded(required.methods());
        for (ExecutableElement method : open) {
            boolean callable =
                    !method.getModifiers().contains(PRIVATE)
                            && !method.getModifiers().contains(STATIC)
                            && hierarchy.body(method).isPresent();
            if (callable && !wanted.contains(method)) {
                Optional<Needs> more = copiable(method, required.methods(), unneeded);
                more.ifPresent(m -> wanted.addAll(m.methods()));
                more.ifPresent(m -> types.addAll(m.types()));
                more.ifPresent(m -> helpers.addAll(m.helpers()));
            }
        }
        leaveOut(open, wanted, required.methods());
        Map<ExecutableElement, BodyCopy> ordered = new LinkedHashMap<>();
        hierarchy.methods().stream().filter(wanted::contains).forEach(m -> ordered.put(m, copy(m)));
        Map<TypeElement, BodyCopy> copiedTypes = new LinkedHashMap<>();
        types.forEach(t -> copiedTypes.put(t, copy(t)));
        Map<ExecutableElement, BodyCopy> copiedHelpers = new LinkedHashMap<>();
        helpers.forEach(h -> copiedHelpers.put(h, copy(h)));
        return new Selected(
                ordered,
                required.methods(),
                leftOut,
                copiedTypes,
                required.types(),
                copiedHelpers,
                required.helpers(),
                problems);
    }

    /** Settings without a body, and methods that tell what others have kept. */
    private void leaveOut(
            List<ExecutableElement> open,
            Set<ExecutableElement> wanted,
            Set<ExecutableElement> required) {
        open.stream()
                .filter(m -> hierarchy.body(m).isEmpty() && MethodKinds.isSetting(type, m))
                .forEach(m -> leftOut.put(m, SETTING));
        wanted.stream()
                .filter(m -> !m.getModifiers().contains(PRIVATE) && !required.contains(m))
                .forEach(
                        m ->
                                toldBy(m).stream()
                                        .findFirst()
                                        .ifPresent(f -> leftOut.put(m, TELLS.formatted(f))));
    }

    /** What a method tells of that earlier calls have left. */
    private Set<VariableElement> toldBy(ExecutableElement method) {
        Needs needs = reach.needs(List.of(method));
        return context.kept().toldBy(needs.methods(), reach.others(needs).keySet());
    }

    private void reportAbsent(ExecutableElement method) {
        String name = method.getSimpleName() + "()";
        problems.add(context.placement().absent(name, method, hierarchy.own().tree()));
    }

    /** A method that forward does not need with what it needs; nothing if it is left out. */
    private Optional<Needs> copiable(
            ExecutableElement method,
            Set<ExecutableElement> required,
            List<VariableElement> unneeded) {
        if (MethodKinds.isSetting(type, method)) {
            leftOut.put(method, SETTING);
            return Optional.empty();
        }
        Needs needed = reach.needs(List.of(method));
        Optional<VariableElement> unread = unread(needed.methods(), unneeded);
        if (unread.isPresent()) {
            leftOut.put(method, UNREAD.formatted(unread.get().getSimpleName()));
            return Optional.empty();
        }
        Optional<Problem> problem =
                Stream.concat(
                                needed.methods().stream()
                                        .flatMap(m -> reasonsToLeaveOut(m, required)),
                                needed.types().stream().flatMap(t -> copy(t).problems().stream()))
                        .findFirst()
                        .or(() -> sharedWrite(needed));
        if (problem.isPresent()) {
            leftOut.put(method, problem.get().reason());
            return Optional.empty();
        }
        return Optional.of(needed);
    }

    /** What may change an object that the twin shares with the model. */
    private Optional<Problem> sharedWrite(Needs needed) {
        Map<Tree, ClassSource> code = reach.others(needed);
        for (ExecutableElement method : needed.methods()) {
            hierarchy
                    .body(method)
                    .ifPresent(b -> code.put(b, hierarchy.source(method).orElseThrow()));
        }
        return new SharedWrites(this::isShared)
                .suspected(code)
                .map(
                        e ->
                                new Problem(
                                        Message.FORWARD_WRITES_FIELD,
                                        e.getKey(),
                                        e.getValue().getSimpleName(),
                                        "change a copy of it"));
    }

    private boolean isShared(VariableElement field) {
        return !field.getModifiers().contains(STATIC)
                && hierarchy.contains(field.getEnclosingElement())
                && context.declared().of(field) == Role.CONFIGURATION
                && !context.kept().contain(field)
                && !context.kept().changeable().contains(field)
                && JdkChanges.mayBeOf(field.asType());
    }

    /** Inherited fields that could hold anything and that forward does not need. */
    private List<VariableElement> unneeded(Set<ExecutableElement> required) {
        Mentions needed = Mentions.in(hierarchy, required);
        return hierarchy.fields().stream()
                .filter(f -> !f.getEnclosingElement().equals(type))
                .filter(f -> roles.of(f, false).opaque() && !needed.contain(f))
                .toList();
    }

    /** Such a field that some methods mention. */
    private Optional<VariableElement> unread(
            Set<ExecutableElement> methods, List<VariableElement> unneeded) {
        if (unneeded.isEmpty()) {
            return Optional.empty();
        }
        Mentions mentions = Mentions.in(hierarchy, methods);
        return unneeded.stream().filter(mentions::contain).findFirst();
    }

    private Stream<Problem> reasonsToLeaveOut(
            ExecutableElement method, Set<ExecutableElement> required) {
        List<Problem> suspected =
                required.contains(method)
                        ? List.of() // an error, where it is certain
                        : TensorWrites.suspected(
                                hierarchy.source(method).orElseThrow(),
                                hierarchy.body(method).orElseThrow());
        return Stream.concat(copy(method).problems().stream(), suspected.stream());
    }

    private BodyCopy copy(ExecutableElement method) {
        BodyCopy known = copies.get(method);
        if (known == null) {
            known = declaring(method).isReadable(method) ? rewritten(method) : unreadable(method);
            copies.put(method, known);
        }
        return known;
    }

    private BodyCopy copy(TypeElement copied) {
        BodyCopy known = typeCopies.get(copied);
        if (known == null) {
            known = withHelpers(TwinBody.copy(context, copied));
            typeCopies.put(copied, known);
        }
        return known;
    }

    /** The source of the class that declares a method. */
    private ClassSource declaring(ExecutableElement method) {
        return hierarchy.source(method).orElseGet(() -> helperMethods.source(method));
    }

    private BodyCopy unreadable(ExecutableElement method) {
        MethodTree tree = declaring(method).tree(method).orElseThrow();
        Problem problem = new Problem(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
        return new BodyCopy(
                CodeBlock.of(""), List.of(problem), Set.of(), Set.of(), Map.of(), Map.of());
    }

    private BodyCopy rewritten(ExecutableElement method) {
        ClassSource declaring = declaring(method);
        MethodTree tree = declaring.tree(method).orElseThrow();
        BodyCopy copy = TwinBody.copy(context, declaring, tree);
        List<Problem> found = new ArrayList<>(copy.problems());
        found.addAll(signatureProblems(method, tree));
        copies.put(method, copy.withProblems(found)); // if helpers call one another
        return withHelpers(copy.withProblems(found));
    }

    /** A helper that cannot be copied is a problem where it is called. */
    private BodyCopy withHelpers(BodyCopy copy) {
        List<Problem> found = new ArrayList<>(copy.problems());
        copy.helpers()
                .forEach(
                        (helper, at) ->
                                copy(helper).problems().stream()
                                        .findFirst()
                                        .map(p -> notInTwin(helper, at, p))
                                        .ifPresent(found::add));
        return copy.withProblems(found);
    }

    private Problem notInTwin(ExecutableElement helper, Tree at, Problem problem) {
        return new Problem(
                Message.METHOD_NOT_IN_TWIN,
                at,
                helper.getEnclosingElement().getSimpleName() + "." + helper.getSimpleName() + "()",
                type.getSimpleName(),
                problem.reason());
    }

    private List<Problem> signatureProblems(ExecutableElement method, Tree at) {
        ExecutableType signature =
                (ExecutableType)
                        (hierarchy.contains(method.getEnclosingElement())
                                ? hierarchy.type(method)
                                : method.asType());
        return Stream.of(
                        List.of(signature.getReturnType()),
                        signature.getParameterTypes(),
                        signature.getThrownTypes())
                .flatMap(List::stream)
                .flatMap(Shape::mentioned)
                .filter(t -> context.privateTypes().copied(t).isEmpty() || reach.isEntry(method))
                .flatMap(t -> hidden(t, at).stream())
                .toList();
    }

    private Optional<Problem> hidden(TypeElement mentioned, Tree at) {
        return Inaccessible.ofTypeOrTwin(mentioned, type, hierarchy.elements())
                .map(
                        h ->
                                new Problem(
                                        Message.PRIVATE_TYPE,
                                        at,
                                        mentioned,
                                        h.how(),
                                        TwinNames.twin(type),
                                        h.remedy()));
    }
}
