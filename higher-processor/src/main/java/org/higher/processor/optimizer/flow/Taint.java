package org.higher.processor.optimizer.flow;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/**
 * Which numbers depend on a hyperparameter, and so become tensors.
 *
 * <p>A fixpoint over all methods of the rule that are copied, without regard to the order of
 * statements: a local variable that ever holds such a number is a tensor throughout.
 */
public final class Taint {
    private final ClassSource source;
    private final Calls calls;
    private final Kinds kinds;
    private final Map<ExecutableElement, MethodTree> methods;

    private final Set<VariableTree> variables = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<ExecutableElement> results = new HashSet<>();

    /** Fields of classes inside the bodies, which stay what they are. */
    private final Set<Tree> members = Collections.newSetFromMap(new IdentityHashMap<>());

    /** {@code double a, b;} is two declarations with one type. */
    private final Map<Tree, List<VariableTree>> sameType = new IdentityHashMap<>();

    public Taint(
            ClassSource source,
            Calls calls,
            Kinds kinds,
            Map<ExecutableElement, MethodTree> methods) {
        this.source = source;
        this.calls = calls;
        this.kinds = kinds;
        this.methods = methods;
        int before;
        do {
            before = variables.size() + results.size();
            methods.forEach((m, tree) -> new Spread(m).scan(tree.getBody(), null));
        } while (variables.size() + results.size() > before);
    }

    /** Whether an expression, a number in the rule, is a tensor in the optimizer. */
    public boolean lifted(ExpressionTree e) {
        if (e instanceof ParenthesizedTree p) {
            return lifted(p.getExpression());
        }
        if (e instanceof IdentifierTree id && source.names().of(id) instanceof Meaning.Local l) {
            return variables.contains(l.declaration());
        }
        if (e instanceof IdentifierTree || e instanceof MemberSelectTree) {
            return source.ownField(e).filter(Rule::isNumber).isPresent();
        }
        if (e instanceof UnaryTree u) {
            return u.getKind() != Tree.Kind.LOGICAL_COMPLEMENT && lifted(u.getExpression());
        }
        if (e instanceof BinaryTree b) {
            return Kinds.isArithmetic(b.getKind())
                    && (lifted(b.getLeftOperand()) || lifted(b.getRightOperand()))
                    && kinds.of(b) != Kinds.Kind.STRING;
        }
        if (e instanceof ConditionalExpressionTree c) {
            return lifted(c.getTrueExpression()) || lifted(c.getFalseExpression());
        }
        if (e instanceof SwitchExpressionTree s) {
            return outcomes(s).stream().anyMatch(this::lifted);
        }
        if (e instanceof TypeCastTree c) {
            return isReal(c.getType()) && lifted(c.getExpression());
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
        if (calls.math(call).isPresent()) {
            return call.getArguments().stream().anyMatch(this::lifted);
        }
        List<ExecutableElement> own = calls.own(call);
        return own.isEmpty()
                ? calls.liftsResult(call, this::lifted)
                : own.stream().anyMatch(results::contains)
                        || calls.accessed(call).filter(Rule::isNumber).isPresent();
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
        return results.contains(method)
                || methods.get(method).getParameters().stream().anyMatch(variables::contains);
    }

    /** Whether a tree is the type in the declaration of lifted variables. */
    public boolean liftedType(Tree type) {
        return sameType.getOrDefault(type, List.of()).stream().anyMatch(variables::contains);
    }

    /** What a switch may evaluate to. */
    public static List<ExpressionTree> outcomes(SwitchExpressionTree tree) {
        List<ExpressionTree> outcomes = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitCase(CaseTree c, @Nullable Void unused) {
                if (c.getBody() instanceof ExpressionTree e) {
                    outcomes.add(e);
                }
                return super.visitCase(c, null);
            }

            @Override
            public @Nullable Void visitYield(YieldTree yield, @Nullable Void unused) {
                outcomes.add(yield.getValue());
                return super.visitYield(yield, null);
            }

            @Override
            public @Nullable Void visitSwitchExpression(
                    SwitchExpressionTree inner, @Nullable Void unused) {
                return inner == tree ? super.visitSwitchExpression(inner, null) : null;
            }
        }.scan(tree, null);
        return outcomes;
    }

    private boolean isReal(Tree type) {
        return source.typing().named(type).map(Kinds::of).orElse(Kinds.Kind.OTHER)
                == Kinds.Kind.REAL;
    }

    /** Whether a variable's declaration can be that of a tensor. */
    private boolean isReal(VariableTree variable) {
        if (variable.getType() != null) {
            return isReal(variable.getType());
        }
        return variable.getInitializer() != null
                && kinds.of(variable.getInitializer()) != Kinds.Kind.INTEGRAL;
    }

    /** One round over one method. */
    private final class Spread extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ExecutableElement method;
        private int inner;

        Spread(ExecutableElement method) {
            this.method = method;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
            if (tree.getType() != null) {
                List<VariableTree> declared =
                        sameType.computeIfAbsent(tree.getType(), type -> new ArrayList<>());
                if (declared.stream().noneMatch(v -> v == tree)) {
                    declared.add(tree);
                }
                if (declared.stream().anyMatch(variables::contains)) {
                    variables.addAll(declared);
                }
            }
            if (tree.getInitializer() != null) {
                flow(tree.getInitializer(), tree);
            }
            return super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            flow(tree.getExpression(), tree.getVariable());
            return super.visitAssignment(tree, null);
        }

        @Override
        public @Nullable Void visitCompoundAssignment(
                CompoundAssignmentTree tree, @Nullable Void unused) {
            flow(tree.getExpression(), tree.getVariable());
            return super.visitCompoundAssignment(tree, null);
        }

        private void flow(ExpressionTree from, ExpressionTree to) {
            if (ClassSource.bare(to) instanceof IdentifierTree id
                    && source.names().of(id) instanceof Meaning.Local l) {
                flow(from, l.declaration());
            }
        }

        private void flow(ExpressionTree from, VariableTree to) {
            if (lifted(from) && isReal(to) && !members.contains(to)) {
                variables.add(to);
            }
        }

        @Override
        public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
            if (inner == 0
                    && tree.getExpression() != null
                    && lifted(tree.getExpression())
                    && Kinds.of(method.getReturnType()) == Kinds.Kind.REAL) {
                results.add(method);
            }
            return super.visitReturn(tree, null);
        }

        @Override
        public @Nullable Void visitLambdaExpression(
                LambdaExpressionTree tree, @Nullable Void unused) {
            inner++;
            super.visitLambdaExpression(tree, null);
            inner--;
            return null;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
            members.addAll(tree.getMembers());
            inner++;
            super.visitClass(tree, null);
            inner--;
            return null;
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            for (ExecutableElement callee : calls.own(tree)) {
                MethodTree declaration = methods.get(callee);
                for (int i = 0; declaration != null && i < fixedParameters(callee); i++) {
                    flow(tree.getArguments().get(i), declaration.getParameters().get(i));
                }
            }
            return super.visitMethodInvocation(tree, null);
        }
    }

    private static int fixedParameters(ExecutableElement method) {
        return method.getParameters().size() - (method.isVarArgs() ? 1 : 0);
    }
}
