package org.higher.processor.optimizer.flow;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.names.Meaning;
import org.higher.processor.optimizer.rule.Calls;
import org.higher.processor.optimizer.rule.Kinds;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbers that are read from tensors and computed with.
 *
 * <p>What is computed with them has no gradient with respect to the tensor.
 */
public final class CutGradients {
    private final ClassSource source;
    private final Calls calls;
    private final Map<ExecutableElement, MethodTree> methods;
    private final Set<VariableTree> flat = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Readings readings;
    private final Problem.Sink problems;
    private final Set<String> named;
    private boolean last;

    private CutGradients(
            Rule rule,
            Calls calls,
            Kinds kinds,
            Taint taint,
            Map<ExecutableElement, MethodTree> methods,
            Problem.Sink problems) {
        this.source = rule.source();
        this.calls = calls;
        this.methods = methods;
        this.problems = problems;
        this.named = named(rule, methods);
        this.readings = new Readings(source, calls, kinds, taint, methods.keySet(), flat);
    }

    /** Reports them at the place where they are read. */
    public static void check(
            Rule rule,
            Calls calls,
            Kinds kinds,
            Taint taint,
            Map<ExecutableElement, MethodTree> methods,
            Problem.Sink problems) {
        new CutGradients(rule, calls, kinds, taint, methods, problems).check();
    }

    private void check() {
        methods.values().forEach(this::findFlat);
        int before;
        do {
            before = readings.size();
            look();
        } while (readings.size() > before);
        last = true;
        look();
    }

    private void look() {
        methods.forEach((m, tree) -> new Look(m).scan(tree.getBody(), null));
        for (Tree member : ((ClassTree) source.tree()).getMembers()) {
            if (member instanceof ClassTree c && named.contains(c.getSimpleName().toString())) {
                new Look(null).scan(c, null);
            }
        }
    }

    /** The classes inside the rule, but for modules, that steps name. */
    private static Set<String> named(Rule rule, Map<ExecutableElement, MethodTree> methods) {
        Set<String> named = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                if (rule.source().names().of(tree) instanceof Meaning.Type t
                        && t.type().getEnclosingElement().equals(rule.type())
                        && !Annotations.isFunctional(t.type())) {
                    named.add(tree.getName().toString());
                }
                return null;
            }
        }.scan(methods.values(), null);
        return named;
    }

    /** Local variables that are given a tensor without a gradient, and never another. */
    private void findFlat(MethodTree method) {
        Map<VariableTree, Integer> writes = new HashMap<>();
        ClassSource.eachWrite(
                method,
                (target, at) -> local(target).ifPresent(v -> writes.merge(v, 1, Integer::sum)));
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                if (tree.getInitializer() != null
                        && !writes.containsKey(tree)
                        && readings.isFlat(tree.getInitializer())) {
                    flat.add(tree);
                }
                return super.visitVariable(tree, null);
            }
        }.scan(method, null);
    }

    private Optional<VariableTree> local(ExpressionTree e) {
        return ClassSource.bare(e) instanceof IdentifierTree id
                        && source.names().of(id) instanceof Meaning.Local l
                ? Optional.of(l.declaration())
                : Optional.empty();
    }

    private void report(Readings.Origin origin) {
        if (last && !origin.text()) {
            problems.report(Message.CUTS_GRADIENT, origin.at(), origin.at());
        }
    }

    /** One round over one method of the rule, or over a class inside it. */
    private final class Look extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final @Nullable ExecutableElement method;
        private @Nullable LambdaExpressionTree lambda;
        private boolean inside;

        Look(@Nullable ExecutableElement method) {
            this.method = method;
        }

        // ---- where a number goes

        @Override
        public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
            if (tree.getInitializer() != null) {
                flow(tree.getInitializer(), tree);
            }
            return super.visitVariable(tree, null);
        }

        @Override
        public @Nullable Void visitEnhancedForLoop(
                EnhancedForLoopTree tree, @Nullable Void unused) {
            flow(tree.getExpression(), tree.getVariable());
            return super.visitEnhancedForLoop(tree, null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            store(tree.getExpression(), tree.getVariable());
            return super.visitAssignment(tree, null);
        }

        @Override
        public @Nullable Void visitCompoundAssignment(
                CompoundAssignmentTree tree, @Nullable Void unused) {
            store(tree, tree.getVariable());
            return super.visitCompoundAssignment(tree, null);
        }

        private void store(ExpressionTree value, ExpressionTree to) {
            ExpressionTree target = ClassSource.bare(to);
            while (target instanceof ArrayAccessTree a) {
                target = ClassSource.bare(a.getExpression());
            }
            Optional<VariableTree> variable = local(target);
            if (variable.isPresent()) {
                flow(value, variable.get());
            } else {
                readings.origin(value).ifPresent(CutGradients.this::report);
            }
        }

        private void flow(ExpressionTree value, VariableTree to) {
            boolean truth =
                    to.getType() != null
                            && source.typing()
                                    .named(to.getType())
                                    .filter(t -> t.getKind() == TypeKind.BOOLEAN)
                                    .isPresent();
            if (!truth) {
                readings.origin(value).ifPresent(o -> readings.add(to, o));
            }
        }

        @Override
        public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
            if (tree.getExpression() != null) {
                readings.origin(tree.getExpression()).ifPresent(this::returned);
            }
            return super.visitReturn(tree, null);
        }

        private void returned(Readings.Origin origin) {
            if (lambda != null) {
                readings.add(lambda, origin);
            } else if (inside) {
                report(origin);
            } else if (method != null) {
                readings.add(method, origin);
            }
        }

        @Override
        public @Nullable Void visitLambdaExpression(
                LambdaExpressionTree tree, @Nullable Void unused) {
            LambdaExpressionTree outer = lambda;
            lambda = tree;
            super.visitLambdaExpression(tree, null);
            lambda = outer;
            return null;
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
            boolean outer = inside;
            inside = method != null;
            super.visitClass(tree, null);
            inside = outer;
            return null;
        }

        // ---- what it is given to

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            List<ExecutableElement> own =
                    calls.own(tree).stream().filter(methods::containsKey).toList();
            for (ExecutableElement callee : own) {
                List<? extends VariableTree> parameters = methods.get(callee).getParameters();
                for (int i = 0; i < tree.getArguments().size() && !parameters.isEmpty(); i++) {
                    flow(
                            tree.getArguments().get(i),
                            parameters.get(Math.min(i, parameters.size() - 1)));
                }
            }
            if (own.isEmpty()) {
                given(tree);
            }
            return super.visitMethodInvocation(tree, null);
        }

        private void given(MethodInvocationTree call) {
            Optional<ExpressionTree> receiver = Readings.receiver(call);
            for (ExpressionTree argument : call.getArguments()) {
                readings.origin(argument).ifPresent(origin -> given(call, receiver, origin));
            }
            receiver.flatMap(readings::origin)
                    .ifPresent(origin -> parameters(call.getArguments(), origin));
        }

        private void given(
                MethodInvocationTree call,
                Optional<ExpressionTree> receiver,
                Readings.Origin origin) {
            List<ExecutableElement> candidates = source.typing().candidates(call);
            boolean platform =
                    candidates.stream()
                                    .allMatch(
                                            m ->
                                                    m.getEnclosingElement()
                                                            .toString()
                                                            .startsWith("java."))
                            && !candidates.isEmpty();
            if (!platform && !readings.isBoolean(call)) {
                report(origin);
            } else if (platform) {
                receiver.flatMap(CutGradients.this::local).ifPresent(v -> readings.add(v, origin));
                parameters(call.getArguments(), origin);
                if (receiver.filter(r -> local(r).isEmpty() && keeps(r)).isPresent()) {
                    report(origin);
                }
            }
        }

        /** A collection of the rule or of its state. */
        private boolean keeps(ExpressionTree receiver) {
            return source.typing()
                    .of(receiver)
                    .flatMap(Annotations::element)
                    .filter(t -> t.toString().startsWith("java.util."))
                    .isPresent();
        }

        private void parameters(List<? extends ExpressionTree> arguments, Readings.Origin origin) {
            for (ExpressionTree argument : arguments) {
                if (argument instanceof LambdaExpressionTree l) {
                    l.getParameters().forEach(p -> readings.add(p, origin));
                }
            }
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
            boolean platform =
                    source.names()
                            .type(tree.getIdentifier())
                            .filter(t -> t.toString().startsWith("java."))
                            .isPresent();
            for (ExpressionTree argument : tree.getArguments()) {
                if (!platform) {
                    readings.origin(argument).ifPresent(CutGradients.this::report);
                }
            }
            return super.visitNewClass(tree, null);
        }

        /** What fails may say why. */
        @Override
        public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
            return tree.getExpression() instanceof NewClassTree
                    ? null
                    : super.visitThrow(tree, null);
        }
    }
}
