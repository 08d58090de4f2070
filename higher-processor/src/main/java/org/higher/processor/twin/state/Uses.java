package org.higher.processor.twin.state;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** Where some methods of a model name its members. */
final class Uses {
    /** All places, by what is named there. */
    private final Map<String, List<Use>> byName = new HashMap<>();

    private Uses() {}

    /**
     * The uses in some methods of a model.
     *
     * @param without code that does not run
     */
    static Uses in(Hierarchy hierarchy, Collection<ExecutableElement> methods, Set<Tree> without) {
        Uses uses = new Uses();
        for (ExecutableElement method : methods) {
            hierarchy
                    .source(method)
                    .ifPresent(s -> s.body(method).ifPresent(b -> uses.add(s, method, b, without)));
        }
        return uses;
    }

    private void add(ClassSource source, ExecutableElement method, Tree body, Set<Tree> without) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private final Deque<Tree> around = new ArrayDeque<>();

            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null || without.contains(tree)) {
                    return null;
                }
                around.push(tree);
                name(tree)
                        .ifPresent(
                                n ->
                                        byName.computeIfAbsent(n, k -> new ArrayList<>())
                                                .add(new Use(source, method, List.copyOf(around))));
                super.scan(tree, null);
                around.pop();
                return null;
            }
        }.scan(body, null);
    }

    /** What a tree names: {@code x}, {@code o.x}, {@code o::x}. */
    static Optional<String> name(Tree tree) {
        Name name =
                tree instanceof IdentifierTree id
                        ? id.getName()
                        : tree instanceof MemberSelectTree select
                                ? select.getIdentifier()
                                : tree instanceof MemberReferenceTree reference
                                        ? reference.getName()
                                        : null;
        return Optional.ofNullable(name).map(Name::toString);
    }

    /** Where a field is read, of this object or of another. */
    List<Use> reads(VariableElement field) {
        return named(field.getSimpleName()).stream()
                .filter(u -> !u.isAssigned() && !u.isCalled())
                .filter(u -> isOfThis(u, field) || isOfOther(u, field))
                .toList();
    }

    /** Where a method of a name is called or referred to. */
    List<Use> calls(ExecutableElement method) {
        return named(method.getSimpleName()).stream()
                .filter(u -> u.isCalled() || u.name() instanceof MemberReferenceTree)
                .toList();
    }

    private List<Use> named(Name name) {
        return byName.getOrDefault(name.toString(), List.of());
    }

    /** Whether a use is of this object's field. */
    static boolean isOfThis(Use use, VariableElement field) {
        return use.name() instanceof ExpressionTree e
                && use.source().ownField(e).filter(field::equals).isPresent();
    }

    /** Whether a use is of a field of another object, which could be this one. */
    private static boolean isOfOther(Use use, VariableElement field) {
        if (!(use.name() instanceof MemberSelectTree select)
                || use.source().ownField(select).isPresent()) {
            return false;
        }
        Optional<TypeElement> receiver =
                use.source()
                        .typing()
                        .receiver(select.getExpression())
                        .flatMap(Annotations::element);
        return receiver.isEmpty()
                || use.source()
                        .names()
                        .field(receiver.get(), select.getIdentifier())
                        .filter(field::equals)
                        .isPresent();
    }
}
