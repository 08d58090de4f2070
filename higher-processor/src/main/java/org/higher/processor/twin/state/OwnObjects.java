package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.types.JdkMethods;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a model with objects that are made for them and that nobody else has: what is changed
 * in them is seen by that name alone.
 */
final class OwnObjects {
    private final Hierarchy hierarchy;

    OwnObjects(Hierarchy hierarchy) {
        this.hierarchy = hierarchy;
    }

    boolean areIn(VariableElement field) {
        Optional<ClassSource> source = hierarchy.source(field);
        return field.getModifiers().contains(Modifier.PRIVATE)
                && source.filter(s -> s.tree() instanceof ClassTree)
                        .filter(s -> isOwn(s, (ClassTree) s.tree(), field))
                        .isPresent();
    }

    private static boolean isOwn(ClassSource source, ClassTree owner, VariableElement field) {
        for (Tree member : owner.getMembers()) {
            boolean makes = makes(member);
            if (makes) {
                source.names().resolve(made(member));
            }
            if (!new Search(source, field, makes).finds(member)) {
                return false;
            }
        }
        return !isNamedOutside(source, owner, field);
    }

    /** Whether a member of a class runs when an object is made. */
    private static boolean makes(Tree member) {
        return member instanceof VariableTree v && v.getInitializer() != null
                || member instanceof BlockTree
                || member instanceof MethodTree m && m.getReturnType() == null;
    }

    private static Tree made(Tree member) {
        return member instanceof VariableTree v ? v.getInitializer() : member;
    }

    /** Whether another class of the same file reads the field. */
    private static boolean isNamedOutside(
            ClassSource source, ClassTree owner, VariableElement field) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
                return tree == owner ? null : super.visitClass(tree, null);
            }

            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                if (tree.getMethodSelect() instanceof MemberSelectTree select) {
                    scan(select.getExpression(), null);
                }
                return scan(tree.getArguments(), null);
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                found[0] |=
                        tree.getIdentifier().equals(field.getSimpleName())
                                && !tree.getExpression().toString().equals("this");
                return super.visitMemberSelect(tree, null);
            }
        }.scan(source.file().unit(), null);
        return found[0];
    }

    /** A look at a member of a class for what the field is given, and what is done with it. */
    private static final class Search extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ClassSource source;
        private final VariableElement field;
        private final boolean makes;
        private final List<Tree> around = new ArrayList<>();
        private boolean own = true;

        Search(ClassSource source, VariableElement field, boolean makes) {
            this.source = source;
            this.field = field;
            this.makes = makes;
        }

        boolean finds(Tree member) {
            scan(member, null);
            return own;
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            if (tree == null || !own) {
                return null;
            }
            if (isField(tree)) {
                own = !isGivenAway();
                return null;
            }
            around.add(tree);
            super.scan(tree, null);
            around.remove(around.size() - 1);
            return null;
        }

        private boolean isField(Tree tree) {
            return tree instanceof IdentifierTree id && id.getName().equals(field.getSimpleName())
                    || tree instanceof MemberSelectTree select
                            && select.getIdentifier().equals(field.getSimpleName())
                            && isSelf(select.getExpression());
        }

        private static boolean isSelf(ExpressionTree e) {
            return e.toString().equals("this") || e.toString().endsWith(".this");
        }

        /** Whether more is done with the field's value than to call a method of it, or to ask. */
        private boolean isGivenAway() {
            if (!makes) {
                return around.stream().anyMatch(this::isKeptElsewhere);
            }
            boolean later =
                    around.stream()
                            .anyMatch(
                                    t ->
                                            t instanceof LambdaExpressionTree
                                                    || t instanceof MemberReferenceTree
                                                    || t instanceof ClassTree);
            return later || !isToldOnly();
        }

        /** {@code meter.add(1);} and {@code meter.sum = 1;}. */
        private boolean isToldOnly() {
            int last = around.size() - 1;
            return last > 1
                    && around.get(last) instanceof MemberSelectTree
                    && (around.get(last - 1) instanceof MethodInvocationTree
                            || around.get(last - 1) instanceof AssignmentTree)
                    && around.get(last - 2) instanceof ExpressionStatementTree;
        }

        /** Whether a value becomes, or is in, that of a field. */
        private boolean isKeptElsewhere(Tree tree) {
            return tree instanceof AssignmentTree a
                    && (a.getVariable() instanceof MemberSelectTree
                            || source.ownField(a.getVariable()).isPresent());
        }

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
            boolean declared = around.size() == 1 && tree.getName().equals(field.getSimpleName());
            if (declared && tree.getInitializer() != null) {
                own &= isNew(tree.getInitializer());
            }
            return declared ? null : super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            if (!isField(ClassSource.bare(tree.getVariable()))) {
                return super.visitAssignment(tree, null);
            }
            own &= makes && isNew(tree.getExpression());
            return scan(tree.getExpression(), null);
        }

        private boolean isNew(ExpressionTree value) {
            ExpressionTree e = ClassSource.bare(value);
            if (e instanceof NewClassTree creation) {
                return creation.getClassBody() == null
                        && creation.getEnclosingExpression() == null
                        && creation.getArguments().stream().allMatch(this::isUnshared);
            }
            if (e instanceof NewArrayTree array) {
                return array.getInitializers() == null
                        || array.getInitializers().stream().allMatch(this::isUnshared);
            }
            boolean factory =
                    e instanceof MethodInvocationTree call
                            && call.getMethodSelect() instanceof MemberSelectTree select
                            && isOfJdk(select.getExpression())
                            && call.getArguments().stream().allMatch(this::isUnshared);
            return e instanceof LiteralTree || factory;
        }

        private boolean isOfJdk(ExpressionTree type) {
            Optional<TypeElement> named = source.names().type(type);
            return named.filter(JdkMethods::isOfJdk).isPresent();
        }

        /** Whether a value is plain, or new. */
        private boolean isUnshared(Tree value) {
            ExpressionTree e = (ExpressionTree) Objects.requireNonNull(value);
            return PlainValues.isOne(source, e) || isNew(e) || isOrderOfJdk(e);
        }

        /** {@code Comparator.naturalOrder()}, {@code ArrayList::new}: no objects of anybody's. */
        private boolean isOrderOfJdk(ExpressionTree e) {
            return e instanceof MemberReferenceTree reference
                            && isOfJdk(reference.getQualifierExpression())
                    || e instanceof LambdaExpressionTree lambda
                            && lambda.getParameters().isEmpty()
                            && lambda.getBody() instanceof ExpressionTree body
                            && isUnshared(body);
        }
    }
}
