package org.higher.processor.optimizer.flow;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.rule.ValueKind;
import org.jspecify.annotations.Nullable;

/**
 * Taint analysis: from hyperparameters to everything that is computed from them in a step.
 *
 * <p>A fixpoint over all methods that a step may call. It is interprocedural, and does not regard
 * the order of statements: a local variable that ever holds a tainted number is a tensor
 * throughout.
 */
public final class TaintAnalysis {
    private final Rule rule;
    private final Map<ExecutableElement, MethodTree> methods;
    private final Set<VariableTree> variables = new HashSet<>();
    private final Set<ExecutableElement> results = new HashSet<>();
    private final Map<Tree, List<VariableTree>> declarations = new HashMap<>();

    /** Fields of classes inside the bodies, which stay what they are. */
    private final Set<Tree> members = new HashSet<>();

    /** What is known so far. */
    private final Taint taint;

    private TaintAnalysis(Rule rule, Map<ExecutableElement, MethodTree> methods) {
        this.rule = rule;
        this.methods = methods;
        this.taint = new Taint(rule, methods, variables, results, declarations);
    }

    /**
     * The tainted variables and results.
     *
     * @param methods all methods that a step may call
     */
    public static Taint analyze(Rule rule, Map<ExecutableElement, MethodTree> methods) {
        TaintAnalysis analysis = new TaintAnalysis(rule, methods);
        analysis.run();
        analysis.declarations.replaceAll((type, variables) -> List.copyOf(variables));
        return new Taint(
                rule,
                methods,
                Set.copyOf(analysis.variables),
                Set.copyOf(analysis.results),
                Map.copyOf(analysis.declarations));
    }

    private void run() {
        int before;
        do {
            before = variables.size() + results.size();
            methods.forEach((m, tree) -> new Round(m).scan(tree.getBody(), null));
        } while (variables.size() + results.size() > before);
    }

    /** Whether a variable's declaration can be that of a tensor. */
    private boolean isReal(VariableTree variable) {
        if (variable.getType() != null) {
            return rule.isReal(variable.getType());
        }
        return variable.getInitializer() != null
                && rule.kinds().of(variable.getInitializer()) != ValueKind.INTEGRAL;
    }

    private static int fixedParameters(ExecutableElement method) {
        return method.getParameters().size() - (method.isVarArgs() ? 1 : 0);
    }

    /** One round over one method. */
    private final class Round extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ExecutableElement method;

        /** How many lambdas and classes are around the present tree. */
        private int depth;

        Round(ExecutableElement method) {
            this.method = method;
        }

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
            if (tree.getType() != null) {
                List<VariableTree> declared =
                        declarations.computeIfAbsent(tree.getType(), type -> new ArrayList<>());
                if (!declared.contains(tree)) {
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

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            for (ExecutableElement callee : rule.calls().own(tree)) {
                MethodTree declaration = methods.get(callee);
                for (int i = 0; declaration != null && i < fixedParameters(callee); i++) {
                    flow(tree.getArguments().get(i), declaration.getParameters().get(i));
                }
            }
            return super.visitMethodInvocation(tree, null);
        }

        private void flow(ExpressionTree from, ExpressionTree to) {
            rule.local(to).ifPresent(variable -> flow(from, variable));
        }

        private void flow(ExpressionTree from, VariableTree to) {
            if (taint.lifted(from) && isReal(to) && !members.contains(to)) {
                variables.add(to);
            }
        }

        @Override
        public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
            if (depth == 0
                    && tree.getExpression() != null
                    && taint.lifted(tree.getExpression())
                    && ValueKind.of(method.getReturnType()) == ValueKind.REAL) {
                results.add(method);
            }
            return super.visitReturn(tree, null);
        }

        @Override
        public @Nullable Void visitLambdaExpression(
                LambdaExpressionTree tree, @Nullable Void unused) {
            depth++;
            super.visitLambdaExpression(tree, null);
            depth--;
            return null;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
            members.addAll(tree.getMembers());
            depth++;
            super.visitClass(tree, null);
            depth--;
            return null;
        }
    }
}
