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
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.copies.Reachability;
import org.higher.processor.twin.copies.Reachability.Needs;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.verification.ModuleCalls;

/** Which methods of a model its twin has: what forward needs, and all others that can be copied. */
final class MethodSelection {
    private static final String SETTING =
            "it returns nothing and takes no tensor, so it can only be about the model itself";

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
     */
    record Selected(
            Map<ExecutableElement, BodyCopy> copies,
            Set<ExecutableElement> required,
            Map<ExecutableElement, String> leftOut,
            Map<TypeElement, BodyCopy> types,
            Set<TypeElement> requiredTypes,
            Map<ExecutableElement, BodyCopy> helpers,
            Set<ExecutableElement> requiredHelpers) {}

    private final ClassSource source;
    private final TypeElement type;
    private final LayerTypes layers;
    private final PrivateTypes privateTypes;
    private final HelperMethods helperMethods;
    private final CopyContext context;
    private final Map<TypeElement, BodyCopy> typeCopies = new HashMap<>();
    private final Map<ExecutableElement, BodyCopy> copies = new HashMap<>();
    private final Map<ExecutableElement, String> leftOut = new LinkedHashMap<>();

    private MethodSelection(
            ClassSource source,
            LayerTypes layers,
            PrivateTypes privateTypes,
            HelperMethods helperMethods) {
        this.privateTypes = privateTypes;
        this.helperMethods = helperMethods;
        this.context = new CopyContext(source, this::isPresent, privateTypes, helperMethods);
        this.source = source;
        this.type = source.type();
        this.layers = layers;
    }

    static Selected of(
            ClassSource source,
            LayerTypes layers,
            PrivateTypes privateTypes,
            HelperMethods helperMethods) {
        return new MethodSelection(source, layers, privateTypes, helperMethods).select();
    }

    private Selected select() {
        List<ExecutableElement> entries = source.methods().stream().filter(this::isEntry).toList();
        Needs required = needs(entries);
        Set<ExecutableElement> wanted = new LinkedHashSet<>(required.methods());
        Set<TypeElement> types = new LinkedHashSet<>(required.types());
        Set<ExecutableElement> helpers = new LinkedHashSet<>(required.helpers());
        for (ExecutableElement method : source.methods()) {
            boolean open =
                    !method.getModifiers().contains(PRIVATE)
                            && !method.getModifiers().contains(STATIC);
            if (open && !wanted.contains(method)) {
                Optional<Needs> more = copiable(method, required.methods());
                more.ifPresent(m -> wanted.addAll(m.methods()));
                more.ifPresent(m -> types.addAll(m.types()));
                more.ifPresent(m -> helpers.addAll(m.helpers()));
            }
        }
        ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> source.body(m).isEmpty() && MethodKinds.isSetting(m))
                .forEach(m -> leftOut.put(m, SETTING));
        Map<ExecutableElement, BodyCopy> ordered = new LinkedHashMap<>();
        source.methods().stream().filter(wanted::contains).forEach(m -> ordered.put(m, copy(m)));
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
                required.helpers());
    }

    private Needs needs(List<ExecutableElement> entries) {
        return new Reachability(source, privateTypes, helperMethods, this::isPresent).of(entries);
    }

    /** A method that forward does not need with what it needs; nothing if it is left out. */
    private Optional<Needs> copiable(ExecutableElement method, Set<ExecutableElement> required) {
        if (MethodKinds.isSetting(method)) {
            leftOut.put(method, SETTING);
            return Optional.empty();
        }
        Needs needed = needs(List.of(method));
        Optional<Problem> problem =
                Stream.concat(
                                needed.methods().stream()
                                        .flatMap(m -> reasonsToLeaveOut(m, required)),
                                needed.types().stream().flatMap(t -> copy(t).problems().stream()))
                        .findFirst();
        if (problem.isPresent()) {
            leftOut.put(method, problem.get().reason());
            return Optional.empty();
        }
        return Optional.of(needed);
    }

    private Stream<Problem> reasonsToLeaveOut(
            ExecutableElement method, Set<ExecutableElement> required) {
        List<Problem> suspected =
                required.contains(method)
                        ? List.of() // an error, where it is certain
                        : TensorWrites.suspected(source, source.body(method).orElseThrow());
        return Stream.concat(copy(method).problems().stream(), suspected.stream());
    }

    /** What the model is run by, and what the twins of this class's interfaces will call. */
    private boolean isEntry(ExecutableElement method) {
        return !method.getModifiers().contains(STATIC)
                && !MethodKinds.isSetting(method)
                && (EntryPoints.contain(method) || layers.areImplementedBy(method));
    }

    /** Whether a method is in the twin, so that a call to it can stay as it is. */
    private boolean isPresent(ExecutableElement method) {
        Element owner = method.getEnclosingElement();
        boolean isStatic = method.getModifiers().contains(STATIC);
        if (!owner.equals(type)) {
            return !isStatic && Annotations.isFunctional(owner) && layers.declare(method);
        }
        return !isStatic || needsCopy(method);
    }

    /** Other static methods are called where they are; overloads are in one place. */
    private boolean needsCopy(ExecutableElement method) {
        return source.names().methods(type, method.getSimpleName()).stream()
                .anyMatch(
                        m ->
                                !m.getModifiers().contains(STATIC)
                                        || m.getModifiers().contains(PRIVATE)
                                        || ModuleCalls.seesModules(m));
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
        return method.getEnclosingElement().equals(type) ? source : helperMethods.source(method);
    }

    private BodyCopy unreadable(ExecutableElement method) {
        MethodTree tree = declaring(method).tree(method).orElseThrow();
        Problem problem = new Problem(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
        return new BodyCopy(CodeBlock.of(""), List.of(problem), Set.of(), Map.of());
    }

    private BodyCopy rewritten(ExecutableElement method) {
        ClassSource declaring = declaring(method);
        MethodTree tree = declaring.tree(method).orElseThrow();
        BodyCopy copy = TwinBody.copy(context, declaring, tree);
        List<Problem> problems = new ArrayList<>(copy.problems());
        problems.addAll(signatureProblems(method, tree));
        copies.put(method, copy.withProblems(problems)); // if helpers call one another
        return withHelpers(copy.withProblems(problems));
    }

    /** A helper that cannot be copied is a problem where it is called. */
    private BodyCopy withHelpers(BodyCopy copy) {
        List<Problem> problems = new ArrayList<>(copy.problems());
        copy.helpers()
                .forEach(
                        (helper, at) ->
                                copy(helper).problems().stream()
                                        .findFirst()
                                        .map(p -> notInTwin(helper, at, p))
                                        .ifPresent(problems::add));
        return copy.withProblems(problems);
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
        return Stream.concat(
                        Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(Element::asType))
                .flatMap(Shape::mentioned)
                .filter(t -> privateTypes.copied(t).isEmpty() || isEntry(method))
                .flatMap(t -> hidden(t, at).stream())
                .toList();
    }

    private Optional<Problem> hidden(TypeElement mentioned, Tree at) {
        return Inaccessible.ofType(mentioned, type, source.elements())
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
