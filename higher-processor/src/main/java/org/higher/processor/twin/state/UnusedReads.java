package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/** Reads of fields that nothing comes of but a field that is not used, or a line in a log. */
final class UnusedReads {
    private final Uses uses;
    private final Set<VariableElement> kept;

    /** For fields that are written, of which there may be fewer with time. */
    UnusedReads(Uses uses, Set<VariableElement> kept) {
        this.uses = uses;
        this.kept = kept;
    }

    /** Whether a read of a field is one. */
    boolean contain(Use read, VariableElement field) {
        return new Search(field, new HashSet<>()).isUnused(read);
    }

    /** Whether all reads of a field are. */
    private boolean isNeverUsed(VariableElement field, Set<VariableElement> seen) {
        return !seen.add(field)
                || uses.reads(field).stream().allMatch(new Search(field, seen)::isUnused);
    }

    private final class Search {
        private final VariableElement field;

        /** Fields that are not used, unless it turns out that they are. */
        private final Set<VariableElement> seen;

        Search(VariableElement field, Set<VariableElement> seen) {
            this.field = field;
            this.seen = seen;
        }

        boolean isUnused(Use read) {
            if (!Uses.isOfThis(read, field)) {
                return false;
            }
            List<Tree> around = read.around();
            int i = 0;
            while (isPartOfValue(read, i)) {
                i++;
            }
            Tree use = around.get(i + 1);
            if (use instanceof IfTree branch) {
                return isLogging(read.source(), branch.getThenStatement())
                        && isLogging(read.source(), branch.getElseStatement());
            }
            return around.get(i + 2) instanceof ExpressionStatementTree
                    && (Effects.isLogCall(read.source(), use) || isUpdate(read.source(), use));
        }

        /** Whether what is around an expression only computes something out of its value. */
        private boolean isPartOfValue(Use read, int i) {
            Tree part = read.around().get(i);
            Tree whole = read.around().get(i + 1);
            return switch (whole.getKind()) {
                case MEMBER_SELECT, PARENTHESIZED, TYPE_CAST -> true;
                case UNARY_MINUS, UNARY_PLUS, BITWISE_COMPLEMENT, LOGICAL_COMPLEMENT -> true;
                case CONDITIONAL_EXPRESSION ->
                        part != ((ConditionalExpressionTree) whole).getCondition()
                                || Effects.isPure(read.source(), whole);
                case CONDITIONAL_AND, CONDITIONAL_OR -> Effects.isPure(read.source(), whole);
                case DIVIDE, REMAINDER -> // of an integer by 0 is an exception
                        part == ((BinaryTree) whole).getLeftOperand() || isFloating();
                case METHOD_INVOCATION -> Effects.isPure(read.source(), whole);
                case LAMBDA_EXPRESSION ->
                        part == ((LambdaExpressionTree) whole).getBody()
                                && Effects.isLogCall(read.source(), read.around().get(i + 2));
                default -> whole instanceof BinaryTree;
            };
        }

        private boolean isFloating() {
            TypeKind kind = field.asType().getKind();
            return kind == TypeKind.DOUBLE || kind == TypeKind.FLOAT;
        }

        /** Whether an expression changes this field, or one that is not used. */
        private boolean isUpdate(ClassSource source, Tree expression) {
            Optional<VariableElement> changed =
                    Effects.mayChange(source, expression)
                            .flatMap(e -> Effects.root(source, e))
                            .filter(kept::contains);
            return changed.filter(f -> f.equals(field) || isNeverUsed(f, seen)).isPresent();
        }

        /** Whether a statement, which may run or not, does nothing but that. */
        private boolean isLogging(ClassSource source, @Nullable StatementTree statement) {
            if (statement == null) {
                return true;
            }
            if (statement instanceof BlockTree block) {
                return block.getStatements().stream().allMatch(s -> isLogging(source, s));
            }
            if (statement instanceof IfTree branch) {
                return Effects.isPure(source, branch.getCondition())
                        && isLogging(source, branch.getThenStatement())
                        && isLogging(source, branch.getElseStatement());
            }
            if (!(statement instanceof ExpressionStatementTree line)) {
                return false;
            }
            ExpressionTree expression = line.getExpression();
            return (isUpdate(source, expression) || Effects.isLogCall(source, expression))
                    && given(expression).stream().allMatch(e -> Effects.isPure(source, e));
        }

        private static List<? extends ExpressionTree> given(ExpressionTree statement) {
            if (statement instanceof MethodInvocationTree call) {
                return call.getArguments();
            }
            return statement instanceof AssignmentTree assignment
                    ? List.of(assignment.getExpression())
                    : statement instanceof CompoundAssignmentTree compound
                            ? List.of(compound.getExpression())
                            : List.of();
        }
    }
}
