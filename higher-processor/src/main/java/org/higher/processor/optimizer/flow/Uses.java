package org.higher.processor.optimizer.flow;

import com.sun.source.tree.AssertTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.optimizer.rule.Lifted;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each lifted number where it is used, and which plain numbers must become tensors
 * beside it. A use that has no counterpart is a problem.
 */
public final class Uses {
    private final ClassSource source;
    private final Calls calls;
    private final Kinds kinds;
    private final Taint taint;
    private final Map<ExecutableElement, MethodTree> methods;
    private final Problem.Sink problems;

    private final Set<Tree> demanded = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Tree> values = Collections.newSetFromMap(new IdentityHashMap<>());

    public Uses(
            ClassSource source,
            Calls calls,
            Kinds kinds,
            Taint taint,
            Map<ExecutableElement, MethodTree> methods,
            Problem.Sink problems) {
        this.source = source;
        this.calls = calls;
        this.kinds = kinds;
        this.taint = taint;
        this.methods = methods;
        this.problems = problems;
        methods.forEach((method, tree) -> new Look(method).scan(tree.getBody(), null));
    }

    /** Whether an expression stands where a tensor is needed, be it lifted or not. */
    public boolean isDemanded(Tree tree) {
        return demanded.contains(tree);
    }

    /** Whether only the value of a lifted number is needed, as in a comparison. */
    public boolean isValue(Tree tree) {
        return values.contains(tree);
    }

    /** One pass over one method, with the way from its body to the present tree. */
    private final class Look extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ExecutableElement method;
        private final Deque<Tree> around = new ArrayDeque<>();

        Look(ExecutableElement method) {
            this.method = method;
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            if (tree == null) {
                return null;
            }
            if (tree instanceof ExpressionTree e && !around.isEmpty() && taint.lifted(e)) {
                use(e, around.element());
            }
            around.push(tree);
            super.scan(tree, null);
            around.pop();
            return null;
        }

        // ---- a lifted number, by what is around it

        private void use(ExpressionTree e, Tree parent) {
            if (parent instanceof BinaryTree b) {
                operand(e, b);
            } else if (parent instanceof CompoundAssignmentTree a) {
                compound(e, a);
            } else if (parent instanceof AssignmentTree a) {
                store(e, a.getVariable(), taint.lifted(a));
            } else if (parent instanceof VariableTree v) {
                store(e, v.getName(), taint.lifted(v));
            } else if (parent instanceof ReturnTree) {
                returned(e);
            } else if (parent instanceof LambdaExpressionTree) {
                report(Message.LAMBDA_RETURNS_LIFTED, e, source.type().getSimpleName());
            } else if (parent instanceof MethodInvocationTree call) {
                argument(e, call);
            } else if (parent instanceof NewClassTree creation) {
                argument(
                        e,
                        creation.getArguments(),
                        calls.constructors(creation),
                        "new " + creation.getIdentifier());
            } else if (parent instanceof TypeCastTree c) {
                if (!taint.lifted(c)) {
                    report(Message.NO_DERIVATIVE_CAST, c, c.getType());
                }
            } else if (parent instanceof NewArrayTree) {
                report(Message.PLAIN_TARGET, e, "an element of this array");
            } else if (parent instanceof AssertTree) {
                values.add(e); // shown if the assertion fails
            } else if (parent instanceof ExpressionStatementTree) {
                return;
            } else if (!keepsLifted(parent)) {
                report(Message.NOT_DIFFERENTIABLE, e, describe(parent), Lifted.WHAT);
            }
            if (e instanceof UnaryTree u) {
                checkUnary(u);
            }
        }

        private void operand(ExpressionTree e, BinaryTree parent) {
            if (taint.lifted(parent)) {
                if (Lifted.operator(parent.getKind()).isEmpty()) {
                    report(Message.NOT_DIFFERENTIABLE, parent, "%", Lifted.WHAT);
                }
            } else {
                values.add(e); // a comparison, or a text
            }
        }

        private void compound(ExpressionTree e, CompoundAssignmentTree parent) {
            if (kinds.of(parent.getVariable()) == Kinds.Kind.STRING) {
                values.add(e);
            } else if (Lifted.operator(parent.getKind()).isEmpty()) {
                report(Message.NOT_DIFFERENTIABLE, parent, "%=", Lifted.WHAT);
            } else {
                store(e, parent.getVariable(), taint.lifted(parent));
            }
        }

        private void store(ExpressionTree e, Object target, boolean lifted) {
            if (!lifted) {
                report(Message.PLAIN_TARGET, e, target);
            }
        }

        private void returned(ExpressionTree e) {
            if (isInside()) {
                report(Message.LAMBDA_RETURNS_LIFTED, e, source.type().getSimpleName());
            } else if (!taint.liftedResult(method)) {
                report(Message.PLAIN_TARGET, e, "the result of " + method);
            }
        }

        /** Whether the present tree belongs to a lambda or a local class. */
        private boolean isInside() {
            return around.stream()
                    .anyMatch(t -> t instanceof LambdaExpressionTree || t instanceof ClassTree);
        }

        /** Whether the parent is a larger lifted expression. */
        private boolean keepsLifted(Tree parent) {
            if (parent instanceof YieldTree || parent instanceof CaseTree) {
                return true; // of a switch that is lifted by this very outcome
            }
            boolean operator =
                    parent instanceof ParenthesizedTree
                            || parent instanceof UnaryTree
                            || parent instanceof ConditionalExpressionTree;
            return operator && taint.lifted((ExpressionTree) parent);
        }

        private void checkUnary(UnaryTree e) {
            switch (e.getKind()) {
                case UNARY_MINUS, UNARY_PLUS, PREFIX_INCREMENT, PREFIX_DECREMENT -> {}
                case POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
                        report(
                                Message.NOT_DIFFERENTIABLE,
                                e,
                                "the value of " + e + " before the change",
                                Lifted.WHAT);
                default -> report(Message.NOT_DIFFERENTIABLE, e, e, Lifted.WHAT);
            }
        }

        // ---- arguments

        private void argument(ExpressionTree e, MethodInvocationTree call) {
            if (call.getMethodSelect() == e) {
                report(Message.NOT_DIFFERENTIABLE, call, call.getMethodSelect(), Lifted.WHAT);
                return;
            }
            Optional<String> math = calls.math(call);
            if (math.isPresent()) {
                if (Lifted.function(math.get()).isEmpty()) {
                    report(Message.NOT_DIFFERENTIABLE, call, call.getMethodSelect(), Lifted.WHAT);
                }
                return;
            }
            List<ExecutableElement> own = calls.own(call);
            if (!own.isEmpty()) {
                if (!isForLiftedParameter(e, call, own)) {
                    reportPlain(e, call.getMethodSelect().toString(), own, at(e, call));
                }
                return;
            }
            if (calls.makesTensor(call)) {
                return;
            }
            List<ExecutableElement> candidates = calls.external(call);
            if (calls.reads(candidates)) {
                values.add(e);
            } else {
                argument(e, call.getArguments(), candidates, call.getMethodSelect().toString());
            }
        }

        private void argument(
                ExpressionTree e,
                List<? extends ExpressionTree> arguments,
                List<ExecutableElement> candidates,
                String callee) {
            Optional<ExecutableElement> overload =
                    calls.overload(candidates, arguments, taint::lifted);
            int at = arguments.indexOf(e);
            if (overload.isEmpty() || at >= overload.get().getParameters().size()) {
                reportPlain(e, callee, candidates, at);
                return;
            }
            for (int i = 0; i < arguments.size(); i++) {
                boolean number = Kinds.isNumber(kinds.of(arguments.get(i)));
                if (number && Calls.takesTensor(overload.get(), i)) {
                    demanded.add(arguments.get(i));
                }
            }
        }

        private static int at(ExpressionTree e, MethodInvocationTree call) {
            return call.getArguments().indexOf(e);
        }

        private boolean isForLiftedParameter(
                ExpressionTree e, MethodInvocationTree call, List<ExecutableElement> own) {
            return own.stream()
                    .allMatch(
                            m -> {
                                MethodTree tree = methods.get(m);
                                int i = at(e, call);
                                return tree != null
                                        && i < tree.getParameters().size()
                                        && taint.lifted(tree.getParameters().get(i));
                            });
        }

        private void reportPlain(
                ExpressionTree e, String callee, List<ExecutableElement> candidates, int at) {
            String parameter =
                    candidates.stream()
                            .filter(m -> at < m.getParameters().size())
                            .map(m -> m.getParameters().get(at).asType())
                            .map(TypeMirror::toString)
                            .findFirst()
                            .orElse("number");
            report(Message.PLAIN_ARGUMENT, e, callee, parameter, source.type().getSimpleName());
        }

        // ---- plain numbers where a tensor is needed

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
            if (taint.lifted(tree) && tree.getInitializer() != null) {
                demanded.add(tree.getInitializer());
            }
            return super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            if (taint.lifted(tree)) {
                demanded.add(tree.getExpression());
            }
            return super.visitAssignment(tree, null);
        }

        @Override
        public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
            if (!isInside() && taint.liftedResult(method)) {
                demanded.add(tree.getExpression());
            }
            return super.visitReturn(tree, null);
        }

        @Override
        public @Nullable Void visitConditionalExpression(
                ConditionalExpressionTree tree, @Nullable Void unused) {
            if (taint.lifted(tree)) {
                demanded.add(tree.getTrueExpression());
                demanded.add(tree.getFalseExpression());
            }
            return super.visitConditionalExpression(tree, null);
        }

        @Override
        public @Nullable Void visitSwitchExpression(
                SwitchExpressionTree tree, @Nullable Void unused) {
            if (taint.lifted(tree)) {
                demanded.addAll(Taint.outcomes(tree));
            }
            return super.visitSwitchExpression(tree, null);
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            for (ExecutableElement callee : calls.own(tree)) {
                MethodTree declaration = methods.get(callee);
                for (int i = 0;
                        declaration != null
                                && i < declaration.getParameters().size()
                                && i < tree.getArguments().size();
                        i++) {
                    if (taint.lifted(declaration.getParameters().get(i))) {
                        demanded.add(tree.getArguments().get(i));
                    }
                }
            }
            return super.visitMethodInvocation(tree, null);
        }

        /** {@code this::decayed} is no function of numbers once {@code decayed} is lifted. */
        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree tree, @Nullable Void unused) {
            boolean lifted =
                    calls.isRule(tree.getQualifierExpression())
                            && methods.keySet().stream()
                                    .filter(m -> m.getSimpleName().equals(tree.getName()))
                                    .anyMatch(taint::liftedSignature);
            if (lifted) {
                report(Message.LAMBDA_RETURNS_LIFTED, tree, source.type().getSimpleName());
            }
            return super.visitMemberReference(tree, null);
        }

        private void report(Message message, Tree at, Object... arguments) {
            problems.report(message, at, arguments);
        }
    }

    private static String describe(Tree parent) {
        String text = parent.toString();
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }
}
