package org.higher.processor.twin.nd4j;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.higher.processor.names.Names;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.nd4j.ArrayMethod.Effect;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of arrays in place are of an array that nobody but one local variable holds.
 *
 * <p>A walk over a method in the order of execution. It knows, at each point, the local variables
 * whose array something else may hold: another variable, a field, a container, whoever called, a
 * view. All others are given a new array by what was run before. Where paths meet, whatever one of
 * them shares is shared; after a loop, a {@code switch} or a {@code try}, whatever was shared
 * anywhere inside is. A change that the walk does not approve of is none that can be made.
 */
final class Ownership {
    /** What an expression's array is: new and held by nobody, that of a variable, or any. */
    private record Held(boolean isNew, @Nullable VariableTree by, boolean isView) {
        static final Held NEW = new Held(true, null, false);
        static final Held ELSEWHERE = new Held(false, null, false);

        static Held by(VariableTree variable) {
            return new Held(false, variable, false);
        }

        Held view() {
            return new Held(isNew, by, by != null);
        }
    }

    private final LocalVariables variables;
    private final ArrayCalls calls;
    private final Set<VariableTree> captured;
    private final Map<MethodInvocationTree, Change> changes = new IdentityHashMap<>();
    private final Set<MethodInvocationTree> refused =
            Collections.newSetFromMap(new IdentityHashMap<>());

    /** What was shared anywhere in the statements around, innermost first. */
    private final Deque<Set<VariableTree>> inside = new ArrayDeque<>();

    private Set<VariableTree> shared = new HashSet<>();

    /** The whole expressions that are being evaluated, one inside the other, innermost first. */
    private final Deque<ExpressionTree> wholes = new ArrayDeque<>();

    /** How many {@code try} statements are around. */
    private int tries;

    private Ownership(LocalVariables variables, ArrayCalls calls, Set<VariableTree> captured) {
        this.variables = variables;
        this.calls = calls;
        this.captured = captured;
    }

    /** The changes that can be made in a method or a class, by their calls. */
    static Map<MethodInvocationTree, Change> in(Names names, ArrayCalls calls, Tree code) {
        LocalVariables variables = new LocalVariables(names);
        Ownership walk = new Ownership(variables, calls, variables.captured(code));
        walk.member(code);
        walk.refused.forEach(walk.changes::remove);
        return walk.changes;
    }

    /** A method, a class, or what stands in one. */
    private void member(Tree tree) {
        if (tree instanceof MethodTree method) {
            method.getParameters().forEach(this::share);
            statement(method.getBody());
        } else if (tree instanceof ClassTree type) {
            type.getMembers().forEach(this::member);
        } else {
            statement(tree);
        }
    }

    // ---- what is shared

    private void share(VariableTree variable) {
        shared.add(variable);
        inside.forEach(s -> s.add(variable));
    }

    /** Something else gets hold of a value. */
    private void escape(Held value) {
        if (value.by != null) {
            share(value.by);
        }
    }

    /** What held the only array of a variable, or a view of it, may be given to it again. */
    private void assign(VariableTree variable, Held value) {
        if (value.isNew) {
            shared.remove(variable);
        } else if (value.by != variable) {
            escape(value);
            share(variable);
        }
    }

    // ---- statements

    private void statement(@Nullable Tree tree) {
        if (tree == null) {
            return;
        }
        if (tree instanceof BlockTree block) {
            block.getStatements().forEach(this::statement);
        } else if (tree instanceof VariableTree variable) {
            variable(variable);
        } else if (tree instanceof ExpressionStatementTree s) {
            full(s.getExpression());
        } else if (tree instanceof ReturnTree r) {
            escape(r.getExpression() == null ? Held.ELSEWHERE : full(r.getExpression()));
        } else if (tree instanceof IfTree i) {
            full(i.getCondition());
            Set<VariableTree> before = new HashSet<>(shared);
            statement(i.getThenStatement());
            Set<VariableTree> then = shared;
            shared = before;
            statement(i.getElseStatement());
            shared.addAll(then);
        } else if (!(tree instanceof ClassTree)) {
            compound(tree);
        }
    }

    private void variable(VariableTree variable) {
        if (variable.getInitializer() != null) {
            assign(variable, full(variable.getInitializer()));
        } else {
            shared.remove(variable);
        }
    }

    /**
     * A statement whose parts run in any order and number: once more with all that was shared
     * anywhere inside, which is at least what is shared whenever a part begins.
     */
    private void compound(Tree tree) {
        int tryAround = tree instanceof TryTree ? 1 : 0;
        tries += tryAround;
        repeat(anywhere -> parts(tree, anywhere));
        tries -= tryAround;
    }

    private void repeat(Consumer<Set<VariableTree>> run) {
        Set<VariableTree> anywhere = new HashSet<>(shared);
        inside.push(anywhere);
        for (int size = -1; size != anywhere.size(); ) {
            size = anywhere.size();
            run.accept(anywhere);
        }
        inside.pop();
        shared = anywhere;
        inside.forEach(s -> s.addAll(anywhere));
    }

    private void parts(Tree tree, Set<VariableTree> anywhere) {
        TreeScanner<@Nullable Void, @Nullable Void> each =
                new TreeScanner<>() {
                    @Override
                    public @Nullable Void scan(@Nullable Tree part, @Nullable Void unused) {
                        if (part instanceof StatementTree) {
                            shared = new HashSet<>(anywhere);
                            if (part instanceof VariableTree v && v.getInitializer() == null) {
                                share(v); // of each element of a collection, or an exception
                            } else {
                                statement(part);
                            }
                        } else if (part instanceof ExpressionTree e) {
                            shared = new HashSet<>(anywhere);
                            escape(full(e));
                        } else if (part != null) {
                            super.scan(part, null); // a case, a catch
                        }
                        return null;
                    }
                };
        tree.accept(each, null);
    }

    // ---- expressions

    private Held full(ExpressionTree expression) {
        wholes.push(expression);
        Held value = value(expression);
        wholes.pop();
        return value;
    }

    private Held value(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof IdentifierTree) {
            return variables.named(e).map(Held::by).orElse(Held.ELSEWHERE);
        }
        if (e instanceof MethodInvocationTree call) {
            return calls.row(call).map(row -> known(row, call)).orElseGet(() -> unknown(call));
        }
        if (e instanceof AssignmentTree a) {
            return assignment(a);
        }
        if (e instanceof ConditionalExpressionTree c) {
            return either(c);
        }
        if (e instanceof TypeCastTree c) {
            return value(c.getExpression());
        }
        if (e instanceof LambdaExpressionTree lambda) {
            function(lambda);
            return Held.ELSEWHERE;
        }
        if (e instanceof SwitchExpressionTree s) {
            compound(s); // any of its cases may run
            return Held.ELSEWHERE;
        }
        if (e instanceof BinaryTree b) {
            binary(b);
        } else if (e instanceof UnaryTree u) {
            value(u.getExpression());
        } else if (e instanceof ArrayAccessTree a) {
            value(a.getExpression());
            value(a.getIndex());
        } else if (e instanceof MemberSelectTree s) {
            value(s.getExpression());
        } else if (!(e instanceof LiteralTree)) {
            others(e);
        }
        return Held.ELSEWHERE;
    }

    /** An expression of any other kind, which may keep all that is in it. */
    private void others(ExpressionTree expression) {
        TreeScanner<@Nullable Void, @Nullable Void> each =
                new TreeScanner<>() {
                    @Override
                    public @Nullable Void scan(@Nullable Tree part, @Nullable Void unused) {
                        if (part instanceof ExpressionTree e) {
                            escape(value(e));
                        } else if (part instanceof StatementTree) {
                            compound(part);
                        } else if (part != null) {
                            super.scan(part, null);
                        }
                        return null;
                    }
                };
        expression.accept(each, null);
    }

    /** The right side may not run. */
    private void binary(BinaryTree tree) {
        value(tree.getLeftOperand());
        Set<VariableTree> before = new HashSet<>(shared);
        value(tree.getRightOperand());
        if (tree.getKind() == Tree.Kind.CONDITIONAL_AND
                || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
            shared.addAll(before);
        }
    }

    private Held assignment(AssignmentTree tree) {
        Optional<VariableTree> variable = variables.named(ClassSource.bare(tree.getVariable()));
        if (variable.isEmpty()) {
            value(tree.getVariable());
        }
        Held assigned = value(tree.getExpression());
        if (variable.isEmpty()) {
            escape(assigned);
            return Held.ELSEWHERE;
        }
        assign(variable.get(), assigned);
        return Held.by(variable.get());
    }

    private Held either(ConditionalExpressionTree tree) {
        value(tree.getCondition());
        Set<VariableTree> before = new HashSet<>(shared);
        Held first = value(tree.getTrueExpression());
        Set<VariableTree> then = shared;
        shared = before;
        Held second = value(tree.getFalseExpression());
        shared.addAll(then);
        if (first.isNew && second.isNew) {
            return Held.NEW;
        }
        escape(first);
        escape(second);
        return Held.ELSEWHERE;
    }

    /** What it mentions from outside is captured; its own variables are seen here. */
    private void function(LambdaExpressionTree lambda) {
        Set<VariableTree> before = new HashSet<>(shared);
        lambda.getParameters().forEach(this::share);
        if (lambda.getBody() instanceof ExpressionTree e) {
            escape(full(e));
        } else {
            StatementTree body = (StatementTree) lambda.getBody();
            repeat(
                    anywhere -> {
                        shared = new HashSet<>(anywhere);
                        statement(body);
                    });
        }
        shared = before;
    }

    /** A method that the table does not have may keep, or return, whatever it is given. */
    private Held unknown(MethodInvocationTree call) {
        if (call.getMethodSelect() instanceof MemberSelectTree s) {
            escape(value(s.getExpression()));
        }
        call.getArguments().forEach(a -> escape(value(a)));
        return Held.ELSEWHERE;
    }

    private Held known(ArrayMethod row, MethodInvocationTree call) {
        if (row.effect() == Effect.JOIN) {
            return joined(row, call);
        }
        Optional<ExpressionTree> target = ArrayCalls.target(row, call);
        Held held = target.map(this::value).orElse(Held.ELSEWHERE);
        call.getArguments().stream()
                .filter(a -> target.filter(t -> t == a).isEmpty())
                .forEach(this::value);
        return switch (row.effect()) {
            case NEW, MASK -> Held.NEW;
            case NUMBER, READ, JOIN -> Held.ELSEWHERE;
            case VIEW -> held.view();
            case CHANGE -> change(call, held);
        };
    }

    /** Of a single array, ND4J returns that array itself. */
    private Held joined(ArrayMethod row, MethodInvocationTree call) {
        List<Held> parts = new ArrayList<>();
        call.getArguments().forEach(a -> parts.add(value(a)));
        if (call.getArguments().size() > row.parameters().size()) {
            return Held.NEW;
        }
        parts.forEach(this::escape);
        return Held.ELSEWHERE;
    }

    private Held change(MethodInvocationTree call, Held held) {
        if (held.isNew) {
            changes.put(call, Change.OF_NEW);
            return held;
        }
        VariableTree variable = held.by;
        if (variable == null
                || held.isView
                || shared.contains(variable)
                || captured.contains(variable)) {
            refused.add(call);
            return held;
        }
        if (isReadElsewhere(variable, call)) {
            refused.add(call);
        }
        boolean isStatement = !wholes.isEmpty() && ClassSource.bare(wholes.getFirst()) == call;
        changes.put(call, new Change(Optional.of(variable), true, isStatement));
        if (tries == 0) { // where an exception leaves it half done, each change is made at once
            inner(call)
                    .ifPresent(
                            c -> changes.put(c, new Change(Optional.of(variable), false, false)));
        }
        return held;
    }

    /**
     * Whether the same expression uses the variable where the order of evaluation matters: beside
     * the first change of it, other than on the left of an assignment of the whole, or to put
     * another array into it while that change is computed.
     */
    private boolean isReadElsewhere(VariableTree variable, MethodInvocationTree call) {
        MethodInvocationTree first = call;
        for (Optional<MethodInvocationTree> c = Optional.of(call);
                c.isPresent();
                c = inner(first)) {
            first = c.get();
        }
        ExpressionTree outermost = outermost(variable);
        Set<Tree> allowed = variables.uses(variable, first);
        if (ClassSource.bare(outermost) instanceof AssignmentTree a) {
            allowed.addAll(variables.uses(variable, a.getVariable()));
        }
        return variables.assigns(first, variable)
                || !allowed.containsAll(variables.uses(variable, outermost));
    }

    /** The whole expression that is being evaluated and does not declare the variable itself. */
    private ExpressionTree outermost(VariableTree variable) {
        Iterator<ExpressionTree> outermostFirst = wholes.descendingIterator();
        while (outermostFirst.hasNext()) {
            ExpressionTree whole = outermostFirst.next();
            if (!LocalVariables.declares(whole, variable)) {
                return whole;
            }
        }
        throw new IllegalStateException("a change outside of any expression");
    }

    /** The change that another one is made to the result of. */
    private Optional<MethodInvocationTree> inner(MethodInvocationTree change) {
        return calls.row(change)
                .flatMap(row -> ArrayCalls.target(row, change))
                .map(ClassSource::bare)
                .filter(MethodInvocationTree.class::isInstance)
                .map(MethodInvocationTree.class::cast)
                .filter(changes::containsKey);
    }
}
