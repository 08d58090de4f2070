package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.BlockTree;
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
     */
    record Selected(
            Map<ExecutableElement, BodyCopy> copies,
            Set<ExecutableElement> required,
            Map<ExecutableElement, String> leftOut) {}

    private final ClassSource source;
    private final TypeElement type;
    private final LayerTypes layers;
    private final Map<ExecutableElement, BodyCopy> copies = new HashMap<>();
    private final Map<ExecutableElement, String> leftOut = new LinkedHashMap<>();

    private MethodSelection(ClassSource source, LayerTypes layers) {
        this.source = source;
        this.type = source.type();
        this.layers = layers;
    }

    static Selected of(ClassSource source, LayerTypes layers) {
        return new MethodSelection(source, layers).select();
    }

    private Selected select() {
        List<ExecutableElement> entries = source.methods().stream().filter(this::isEntry).toList();
        Set<ExecutableElement> required = source.reachable(entries, this::isPresent);
        Set<ExecutableElement> wanted = new LinkedHashSet<>(required);
        for (ExecutableElement method : source.methods()) {
            boolean open =
                    !method.getModifiers().contains(PRIVATE)
                            && !method.getModifiers().contains(STATIC);
            if (open && !wanted.contains(method)) {
                wanted.addAll(copiable(method, required));
            }
        }
        ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> source.body(m).isEmpty() && MethodKinds.isSetting(m))
                .forEach(m -> leftOut.put(m, SETTING));
        Map<ExecutableElement, BodyCopy> ordered = new LinkedHashMap<>();
        source.methods().stream().filter(wanted::contains).forEach(m -> ordered.put(m, copy(m)));
        return new Selected(ordered, required, leftOut);
    }

    /** A method that forward does not need with what it needs; nothing if it is left out. */
    private Set<ExecutableElement> copiable(
            ExecutableElement method, Set<ExecutableElement> required) {
        if (MethodKinds.isSetting(method)) {
            leftOut.put(method, SETTING);
            return Set.of();
        }
        Set<ExecutableElement> needed = source.reachable(List.of(method), this::isPresent);
        Optional<Problem> problem =
                needed.stream().flatMap(m -> reasonsToLeaveOut(m, required)).findFirst();
        if (problem.isPresent()) {
            leftOut.put(method, problem.get().reason());
            return Set.of();
        }
        return needed;
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
            known = source.isReadable(method) ? rewritten(method) : unreadable(method);
            copies.put(method, known);
        }
        return known;
    }

    private BodyCopy unreadable(ExecutableElement method) {
        MethodTree tree = source.tree(method).orElseThrow();
        Problem problem = new Problem(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
        return new BodyCopy(CodeBlock.of(""), List.of(problem), Set.of());
    }

    private BodyCopy rewritten(ExecutableElement method) {
        MethodTree tree = source.tree(method).orElseThrow();
        BlockTree block = source.body(method).orElseThrow();
        BodyCopy copy = TwinBody.copy(source, tree, block, this::isPresent);
        List<Problem> problems = new ArrayList<>(copy.problems());
        problems.addAll(signatureProblems(method, tree));
        return new BodyCopy(copy.code(), problems, copy.statics());
    }

    private List<Problem> signatureProblems(ExecutableElement method, Tree at) {
        return Stream.concat(
                        Stream.of(method.getReturnType()),
                        method.getParameters().stream().map(Element::asType))
                .flatMap(Shape::mentioned)
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
