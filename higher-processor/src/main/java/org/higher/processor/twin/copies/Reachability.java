package org.higher.processor.twin.copies;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.Tree;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.TwinPlacement;

/**
 * What a copy of some methods needs copies of, too.
 *
 * @param without parts of the code that are not copied
 */
public record Reachability(
        Hierarchy hierarchy,
        TwinPlacement placement,
        PrivateTypes privateTypes,
        HelperMethods helperMethods,
        Set<Tree> without) {
    /**
     * What must be copied.
     *
     * @param methods of the model, those asked for included
     * @param types private ones
     * @param helpers static methods of other classes
     */
    public record Needs(
            Set<ExecutableElement> methods,
            Set<TypeElement> types,
            Set<ExecutableElement> helpers) {
        static Needs none() {
            return new Needs(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
        }
    }

    /** What methods need, and private types that are needed anyway. */
    public Needs of(Collection<ExecutableElement> entries, Collection<TypeElement> types) {
        Needs needs = Needs.none();
        Deque<ExecutableElement> todo = new ArrayDeque<>(entries);
        types.forEach(t -> add(t, needs, todo));
        while (!todo.isEmpty()) {
            ExecutableElement method = todo.removeFirst();
            boolean own = hierarchy.contains(method.getEnclosingElement());
            if (own ? hierarchy.source(method).isEmpty() : !helperMethods.copies(method)) {
                continue; // a problem where it is called, or in the twin of an interface
            }
            ClassSource declaring =
                    hierarchy.source(method).orElseGet(() -> helperMethods.source(method));
            Optional<BlockTree> body = declaring.body(method);
            if (body.isPresent() && (own ? needs.methods : needs.helpers).add(method)) {
                follow(body.get(), declaring, needs, todo);
                Stream.of(
                                Stream.of(method.getReturnType()),
                                method.getThrownTypes().stream(),
                                method.getParameters().stream().map(Element::asType))
                        .flatMap(s -> s)
                        .flatMap(t -> privateTypes.in(t).stream())
                        .forEach(t -> add(t, needs, todo));
            }
        }
        return needs;
    }

    private void follow(Tree code, ClassSource in, Needs needs, Deque<ExecutableElement> todo) {
        in.called(code, without, this::isCopied).stream()
                .map(hierarchy::implementation)
                .forEach(todo::add);
        in.calledAbove(code, without).stream()
                .filter(m -> hierarchy.contains(m.getEnclosingElement()))
                .forEach(todo::add);
        privateTypes.in(code, in, without).forEach(t -> add(t, needs, todo));
    }

    private boolean isCopied(ExecutableElement method) {
        return placement.has(method) || helperMethods.copies(method);
    }

    private void add(TypeElement type, Needs needs, Deque<ExecutableElement> todo) {
        if (needs.types.add(type)) {
            follow(privateTypes.tree(type), hierarchy.own(), needs, todo);
        }
    }
}
