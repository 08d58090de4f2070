package org.higher.processor.twin.nd4j;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.Optional;
import java.util.function.Function;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.names.TensorOperations;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;

/**
 * The code for numbers that are read from arrays, on tensors.
 *
 * @param read gives the code for a call that reads one
 */
record NumberCode(
        ReadNumbers numbers,
        Function<Tree, CodeBlock> copy,
        Function<MethodInvocationTree, CodeBlock> read,
        Problem.Sink problems) {
    private static final ClassName NUMBERS = RuntimeTypes.ND_ARRAYS.peerClass("NdNumbers");

    /** The code for a tree; empty if it is no such number and holds none. */
    Optional<CodeBlock> rewrite(Tree tree) {
        if (tree instanceof VariableTree variable && numbers.isHeld(variable)) {
            return Optional.of(declaration(variable));
        }
        if (numbers.assigned(tree).isPresent()) {
            return Optional.of(assignment((ExpressionTree) tree));
        }
        if (!(tree instanceof ExpressionTree e) || !numbers.isOne(e)) {
            return Optional.empty();
        }
        if (numbers.isCompared(e)) {
            return Optional.of(CodeBlock.of("$L.item()", lifted(e)));
        }
        if (!numbers.isGivenToArray(e)) {
            refuse(e);
        }
        return Optional.of(lifted(e));
    }

    private void refuse(Tree tree) {
        problems.report(Message.ARRAY_NUMBER, tree, tree);
    }

    private CodeBlock declaration(VariableTree variable) {
        return variable.getInitializer() == null
                ? CodeBlock.of("$T $L;", Annotations.TENSOR, variable.getName())
                : CodeBlock.of(
                        "$T $L = $L;",
                        Annotations.TENSOR,
                        variable.getName(),
                        held(variable, variable.getInitializer()));
    }

    /** What a variable is given. */
    private CodeBlock held(VariableTree variable, ExpressionTree value) {
        CodeBlock code =
                numbers.isOne(value)
                        ? lifted(value)
                        : CodeBlock.of("$T.number($L)", Annotations.TENSOR, copy.apply(value));
        return isFloat(variable.getType()) ? CodeBlock.of("$T.toFloat($L)", NUMBERS, code) : code;
    }

    private static boolean isFloat(Tree type) {
        return type.toString().equalsIgnoreCase("float");
    }

    private CodeBlock assignment(ExpressionTree tree) {
        VariableTree variable = numbers.assigned(tree).orElseThrow();
        if (!numbers.isStatement(tree)) {
            refuse(tree);
        }
        if (tree instanceof AssignmentTree a) {
            return CodeBlock.of("$L = $L", variable.getName(), held(variable, a.getExpression()));
        }
        CompoundAssignmentTree compound = (CompoundAssignmentTree) tree;
        Optional<String> operation = TensorOperations.operator(tree.getKind());
        if (operation.isEmpty()) {
            refuse(tree);
            return CodeBlock.of("$L", tree);
        }
        ExpressionTree by = compound.getExpression();
        CodeBlock value =
                CodeBlock.of(
                        "$L.$L($L)",
                        variable.getName(),
                        operation.get(),
                        numbers.isOne(by) ? lifted(by) : copy.apply(by));
        return CodeBlock.of(
                "$L = $L",
                variable.getName(),
                isFloat(variable.getType())
                        ? CodeBlock.of("$T.toFloat($L)", NUMBERS, value)
                        : value);
    }

    /** The tensor for such a number, to be followed by a dot. */
    private CodeBlock lifted(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree id) {
            return CodeBlock.of("$L", id.getName());
        }
        if (e instanceof BinaryTree b) {
            String operation = TensorOperations.operator(b.getKind()).orElseThrow();
            String swapped = TensorOperations.swappedOperator(operation);
            CodeBlock code = binary(operation, swapped, b.getLeftOperand(), b.getRightOperand());
            return numbers.isFloat(b) ? CodeBlock.of("$T.toFloat($L)", NUMBERS, code) : code;
        }
        if (e instanceof UnaryTree u) {
            CodeBlock of = lifted(u.getExpression());
            return u.getKind() == Kind.UNARY_MINUS ? CodeBlock.of("$L.neg()", of) : of;
        }
        if (e instanceof TypeCastTree c) {
            return isFloat(c.getType())
                    ? CodeBlock.of("$T.toFloat($L)", NUMBERS, lifted(c.getExpression()))
                    : lifted(c.getExpression());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return CodeBlock.of(
                    "($L ? $L : $L)",
                    copy.apply(c.getCondition()),
                    branch(c.getTrueExpression()),
                    branch(c.getFalseExpression()));
        }
        return call((MethodInvocationTree) e);
    }

    private CodeBlock branch(ExpressionTree e) {
        return numbers.isOne(e)
                ? lifted(e)
                : CodeBlock.of("$T.number($L)", Annotations.TENSOR, copy.apply(e));
    }

    private CodeBlock binary(
            String operation, String swapped, ExpressionTree left, ExpressionTree right) {
        return !numbers.isOne(left) && numbers.maySwap(left, right)
                ? CodeBlock.of("$L.$L($L)", lifted(right), swapped, copy.apply(left))
                : CodeBlock.of("$L.$L($L)", branch(left), operation, operand(right));
    }

    private CodeBlock operand(ExpressionTree e) {
        return numbers.isOne(e) ? lifted(e) : copy.apply(e);
    }

    private CodeBlock call(MethodInvocationTree call) {
        if (numbers.isRead(call)) {
            return read.apply(call);
        }
        if (call.getArguments().isEmpty()) {
            MemberSelectTree select = (MemberSelectTree) call.getMethodSelect();
            CodeBlock number = lifted(select.getExpression());
            return select.getIdentifier().contentEquals("floatValue")
                    ? CodeBlock.of("$T.toFloat($L)", NUMBERS, number)
                    : number;
        }
        String name = numbers.math(call);
        String operation = TensorOperations.function(name).orElseThrow();
        return call.getArguments().size() == 1
                ? CodeBlock.of("$L.$L()", lifted(call.getArguments().get(0)), operation)
                : binary(
                        operation,
                        TensorOperations.swappedFunction(name),
                        call.getArguments().get(0),
                        call.getArguments().get(1));
    }
}
