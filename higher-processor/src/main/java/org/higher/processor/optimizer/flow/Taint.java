package org.higher.processor.optimizer.flow;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Hyperparameters;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.rule.SwitchResults;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.optimizer.rule.ValueKinds;

/**
 * Taint: which numbers depend on a hyperparameter, and are lifted to tensors in the optimizer.
 *
 * @param methods all methods that a step may call
 * @param variables the tainted local variables and parameters
 * @param results the methods whose results are tainted
 * @param declarations the variables of each type that is written down: {@code double a, b;}
 */
public record Taint(
        Rule rule,
        Map<ExecutableElement, MethodTree> methods,
        Set<VariableTree> variables,
        Set<ExecutableElement> results,
        Map<Tree, List<VariableTree>> declarations) {
    /** Whether an expression, a number in the rule, is a tensor in the optimizer. */
    public boolean lifted(ExpressionTree e) {
        if (e instanceof ParenthesizedTree p) {
            return lifted(p.getExpression());
        }
        if (e instanceof IdentifierTree id
                && rule.source().names().of(id) instanceof Meaning.Local l) {
            return lifted(l.declaration());
        }
        if (e instanceof IdentifierTree || e instanceof MemberSelectTree) {
            return rule.source().ownField(e).filter(Hyperparameters::isNumber).isPresent();
        }
        if (e instanceof UnaryTree u) {
            return u.getKind() != Tree.Kind.LOGICAL_COMPLEMENT && lifted(u.getExpression());
        }
        if (e instanceof BinaryTree b) {
            return ValueKinds.isArithmetic(b.getKind())
                    && (lifted(b.getLeftOperand()) || lifted(b.getRightOperand()))
                    && rule.kinds().of(b) != ValueKind.STRING;
        }
        if (e instanceof ConditionalExpressionTree c) {
            return lifted(c.getTrueExpression()) || lifted(c.getFalseExpression());
        }
        if (e instanceof SwitchExpressionTree s) {
            return SwitchResults.of(s).stream().anyMatch(this::lifted);
        }
        if (e instanceof TypeCastTree c) {
            return rule.isReal(c.getType()) && lifted(c.getExpression());
        }
        if (e instanceof AssignmentTree a) {
            return lifted(a.getVariable());
        }
        if (e instanceof CompoundAssignmentTree a) {
            return lifted(a.getVariable());
        }
        return e instanceof MethodInvocationTree m && lifted(m);
    }

    private boolean lifted(MethodInvocationTree call) {
        Calls calls = rule.calls();
        if (calls.math(call).isPresent()) {
            return call.getArguments().stream().anyMatch(this::lifted);
        }
        List<ExecutableElement> own = calls.own(call);
        return own.isEmpty()
                ? calls.liftsResult(call, this::lifted)
                : own.stream().anyMatch(results::contains)
                        || calls.accessed(call).filter(Hyperparameters::isNumber).isPresent();
    }

    /** Whether a local variable or parameter is a tensor in the optimizer. */
    public boolean lifted(VariableTree variable) {
        return variables.contains(variable);
    }

    /** Whether a method returns a tensor in the optimizer, and a number in the rule. */
    public boolean liftedResult(ExecutableElement method) {
        return results.contains(method);
    }

    /** Whether a method's signature changes. */
    public boolean liftedSignature(ExecutableElement method) {
        MethodTree declared = Objects.requireNonNull(methods.get(method), "a method of the rule");
        return liftedResult(method) || declared.getParameters().stream().anyMatch(this::lifted);
    }

    /** Whether a tree is the type in the declaration of lifted variables. */
    public boolean liftedType(Tree type) {
        return declarations.getOrDefault(type, List.of()).stream().anyMatch(this::lifted);
    }
}
