package org.higher.processor.twin.containers.expressions;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Changes that only fill something in, which would be the same at any other time: {@code if (table
 * == null) { table = ...; }}.
 */
public final class FillIns {
    private static final Set<ElementKind> LOCAL =
            Set.of(
                    ElementKind.LOCAL_VARIABLE,
                    ElementKind.PARAMETER,
                    ElementKind.EXCEPTION_PARAMETER,
                    ElementKind.RESOURCE_VARIABLE,
                    ElementKind.BINDING_VARIABLE);

    private final Trees trees;

    public FillIns(Trees trees) {
        this.trees = trees;
    }

    /** Whether an assignment to a field is one. */
    public boolean contain(TreePath assignment, VariableElement field) {
        if (!(assignment.getLeaf() instanceof AssignmentTree a)) {
            return false;
        }
        String target = text(a.getVariable());
        Optional<BinaryTree> test = test(assignment, target);
        return !target.contains("(")
                && test.filter(t -> isOnlyTest(assignment, t, field)).isPresent()
                && isConstant(new TreePath(assignment, a.getExpression()), field);
    }

    /** The test for {@code null} on which alone it depends whether an assignment runs. */
    private static Optional<BinaryTree> test(TreePath assignment, String target) {
        TreePath around = assignment.getParentPath();
        while (around.getLeaf() instanceof ParenthesizedTree) {
            around = around.getParentPath();
        }
        if (around.getLeaf() instanceof ConditionalExpressionTree choice) {
            return ClassSource.bare(choice.getTrueExpression()) == assignment.getLeaf()
                            && text(choice.getFalseExpression()).equals(target)
                    ? test(choice.getCondition(), Tree.Kind.EQUAL_TO, target)
                    : Optional.empty();
        }
        Tree line = around.getLeaf();
        Tree outside = around.getParentPath().getLeaf();
        if (outside instanceof BlockTree block && block.getStatements().size() > 1) {
            return testBefore(block, block.getStatements().indexOf(line), target);
        }
        if (outside instanceof BlockTree) {
            line = outside;
            outside = around.getParentPath().getParentPath().getLeaf();
        }
        return outside instanceof IfTree branch
                        && branch.getThenStatement() == line
                        && branch.getElseStatement() == null
                ? test(branch.getCondition(), Tree.Kind.EQUAL_TO, target)
                : Optional.empty();
    }

    /** {@code if (table != null) return table; table = ...; return table;}. */
    private static Optional<BinaryTree> testBefore(BlockTree block, int line, String target) {
        List<? extends StatementTree> all = block.getStatements();
        return line == all.size() - 2
                        && line > 0
                        && returns(all.get(line + 1), target)
                        && all.get(line - 1) instanceof IfTree branch
                        && returns(branch.getThenStatement(), target)
                        && branch.getElseStatement() == null
                ? test(branch.getCondition(), Tree.Kind.NOT_EQUAL_TO, target)
                : Optional.empty();
    }

    private static boolean returns(StatementTree statement, String target) {
        StatementTree only =
                statement instanceof BlockTree block && block.getStatements().size() == 1
                        ? block.getStatements().get(0)
                        : statement;
        return only instanceof ReturnTree result
                && result.getExpression() != null
                && text(result.getExpression()).equals(target);
    }

    private static Optional<BinaryTree> test(
            ExpressionTree condition, Tree.Kind kind, String target) {
        return ClassSource.bare(condition) instanceof BinaryTree b
                        && b.getKind() == kind
                        && tested(b).filter(t -> text(t).equals(target)).isPresent()
                ? Optional.of(b)
                : Optional.empty();
    }

    /** What is compared with {@code null}. */
    private static Optional<ExpressionTree> tested(BinaryTree comparison) {
        ExpressionTree left = ClassSource.bare(comparison.getLeftOperand());
        ExpressionTree right = ClassSource.bare(comparison.getRightOperand());
        return right.getKind() == Tree.Kind.NULL_LITERAL
                ? Optional.of(left)
                : left.getKind() == Tree.Kind.NULL_LITERAL ? Optional.of(right) : Optional.empty();
    }

    /** Whether nothing else depends on whether the field is filled in already. */
    private boolean isOnlyTest(TreePath assignment, BinaryTree test, VariableElement field) {
        boolean[] only = {true};
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
                boolean asks =
                        tree != test
                                && tested(tree)
                                        .map(e -> new TreePath(getCurrentPath(), e))
                                        .map(trees::getElement)
                                        .filter(field::equals)
                                        .isPresent();
                only[0] &= !asks;
                return super.visitBinary(tree, null);
            }
        }.scan(new TreePath(assignment.getCompilationUnit()), null);
        return only[0];
    }

    private static String text(ExpressionTree expression) {
        return ClassSource.bare(expression).toString().replaceFirst("^this\\.", "");
    }

    /** Whether a value depends on the configuration, and on nothing else. */
    private boolean isConstant(TreePath value, VariableElement without) {
        Constancy look = new Constancy(value.getLeaf(), without);
        look.scan(value, null);
        return look.constant;
    }

    private final class Constancy extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Tree value;
        private final VariableElement without;
        private boolean constant = true;

        Constancy(Tree value, VariableElement without) {
            this.value = value;
            this.without = without;
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
            look();
            return super.visitIdentifier(tree, null);
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
            look();
            return super.visitMemberSelect(tree, null);
        }

        private void look() {
            Element named = trees.getElement(getCurrentPath());
            boolean outside =
                    named != null && LOCAL.contains(named.getKind()) && !isDeclaredInside(named);
            boolean tensor = named instanceof VariableElement v && Annotations.isTensor(v.asType());
            constant &= !outside && !tensor && !without.equals(named);
        }

        private boolean isDeclaredInside(Element variable) {
            boolean[] found = {false};
            new TreePathScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                    found[0] |= variable.equals(trees.getElement(getCurrentPath()));
                    return super.visitVariable(tree, null);
                }
            }.scan(path(), null);
            return found[0];
        }

        private TreePath path() {
            TreePath path = getCurrentPath();
            while (path.getLeaf() != value) {
                path = path.getParentPath();
            }
            return path;
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            constant &= !Annotations.isTensor(trees.getTypeMirror(getCurrentPath()));
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            constant = false;
            return null;
        }

        @Override
        public @Nullable Void visitCompoundAssignment(
                CompoundAssignmentTree tree, @Nullable Void unused) {
            constant = false;
            return null;
        }

        @Override
        public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
            switch (tree.getKind()) {
                case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                        constant = false;
                default -> {}
            }
            return super.visitUnary(tree, null);
        }
    }
}
