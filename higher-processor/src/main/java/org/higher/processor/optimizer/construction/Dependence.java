package org.higher.processor.optimizer.construction;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** Data dependence: on which hyperparameter an expression depends, by what is known so far. */
final class Dependence {
    private static final Set<String> SIZES = Set.of("length", "size", "isEmpty");

    private final ClassSource source;
    private final References references;
    private final AccessPaths accessPaths;
    private final FrozenValues values;
    private final VariableElement first;

    /** With a hyperparameter to name where the whole rule is meant. */
    Dependence(References references, FrozenValues values, VariableElement first) {
        this.source = references.source();
        this.references = references;
        this.accessPaths = new AccessPaths(source);
        this.values = values;
        this.first = first;
    }

    /** The cause for an expression, a statement or a class to depend on a hyperparameter. */
    Optional<Cause> in(@Nullable Tree tree) {
        return new Search(true).look(tree);
    }

    /** As {@link #in}, but for what comes in by the arguments of a method. */
    Optional<Cause> inBody(@Nullable Tree tree) {
        return new Search(false).look(tree);
    }

    /** One search, which ends at the first cause. */
    private final class Search extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final boolean locals;
        private @Nullable Cause found;

        Search(boolean locals) {
            this.locals = locals;
        }

        Optional<Cause> look(@Nullable Tree tree) {
            scan(tree, null);
            return Optional.ofNullable(found);
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            return found == null ? super.scan(tree, null) : null;
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
            Meaning meaning = source.names().of(tree);
            if (source.isThis(tree)) {
                found = new Cause(first, tree);
            } else if (meaning instanceof Meaning.Type t) {
                found = values.of(t.type()).orElse(null);
            } else if (meaning == Meaning.Opaque.INSIDE_BODY
                    && values.isLocalClass(tree.getName().toString())) {
                found = new Cause(first, tree);
            } else if (meaning == Meaning.Opaque.INSIDE_BODY) {
                found = values.inside(tree.getName().toString()).orElse(null);
            } else {
                references.declaration(tree).ifPresent(d -> found = whole(d, tree));
            }
            return null;
        }

        /** A variable as such: also if only a part of what it holds is a hyperparameter. */
        private @Nullable Cause whole(Object declaration, Tree at) {
            if (declaration instanceof VariableTree && !locals) {
                return null;
            }
            if (declaration instanceof VariableElement f && Annotations.isTrainable(f)) {
                return new Cause(f, at);
            }
            return values.ofAny(declaration).orElse(null);
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
            Optional<VariableElement> field = references.field(tree);
            if (field.isPresent()) {
                found = whole(field.get(), tree);
                return found == null && !isRule(tree.getExpression())
                        ? scan(tree.getExpression(), null)
                        : null;
            }
            if (isUnknown(tree)) {
                source.fieldNamed(tree.getIdentifier()).ifPresent(f -> found = whole(f, tree));
            }
            return isSize(tree) || isOther(tree) ? null : scan(tree.getExpression(), null);
        }

        /** Whether it takes inference to know what a member is of: perhaps of a rule. */
        private boolean isUnknown(MemberSelectTree tree) {
            return source.typing().receiver(tree.getExpression()).isEmpty();
        }

        private boolean isRule(ExpressionTree e) {
            return references.ofRule(e).isPresent();
        }

        /** How many there are of something is the same for every override. */
        private boolean isSize(MemberSelectTree tree) {
            return SIZES.contains(tree.getIdentifier().toString())
                    && references
                            .field(ClassSource.bare(tree.getExpression()))
                            .filter(Annotations::isTrainable)
                            .isPresent();
        }

        /** Something else of an object than what goes into a hyperparameter. */
        private boolean isOther(ExpressionTree path) {
            Optional<Object> root = references.root(path);
            if (root.isEmpty() || values.of(root.get()).isPresent()) {
                return false;
            }
            List<String> paths = values.paths(root.get());
            return !paths.isEmpty()
                    && paths.stream().allMatch(other -> accessPaths.areIndependent(path, other));
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            for (ExecutableElement method : references.own(tree)) {
                result(method, tree);
            }
            if (tree.getMethodSelect() instanceof MemberSelectTree s && isUnknown(s)) {
                source.names()
                        .methods(source.type(), s.getIdentifier())
                        .forEach(m -> result(m, tree));
            }
            if (tree.getMethodSelect() instanceof MemberSelectTree s
                    && !source.isThis(s.getExpression())
                    && !isSize(s)
                    && !(AccessPaths.isPath(tree) && isOther(tree))) {
                scan(s.getExpression(), null);
            }
            return scan(tree.getArguments(), null);
        }

        /** What a method of the rule returns, apart from its arguments. */
        private void result(ExecutableElement method, Tree at) {
            if (found == null) {
                found = values.of(method).orElse(null);
            }
            if (found == null && source.body(method).isEmpty()) {
                source.names()
                        .field(source.type(), method.getSimpleName())
                        .ifPresent(f -> found = whole(f, at));
            }
        }

        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree tree, @Nullable Void unused) {
            ExpressionTree qualifier = tree.getQualifierExpression();
            if (isRule(qualifier)
                    || source.names().type(qualifier).filter(source.type()::equals).isPresent()) {
                source.names().methods(source.type(), tree.getName()).forEach(m -> result(m, tree));
                return null;
            }
            return scan(qualifier, null);
        }
    }
}
