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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;
import org.higher.processor.twin.nd4j.methods.ArrayMethod.Effect;
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
    private final LocalVariables variables;
    private final ArrayCalls calls;
    private final LastUses lastUses;
    private final NewResults results;
    private final Sharing sharing = new Sharing();
    private final Approval approval;

    /** Whether the walk has seen a new array returned, and any other. */
    private boolean returnsNew;

    private boolean returnsOther;

    private Ownership(
            LocalVariables variables,
            ArrayCalls calls,
            NewResults results,
            LastUses lastUses,
            Set<VariableTree> captured) {
        this.variables = variables;
        this.calls = calls;
        this.results = results;
        this.lastUses = lastUses;
        this.approval = new Approval(variables, calls, captured, sharing);
    }

    private static Ownership walked(
            LocalVariables variables, ArrayCalls calls, NewResults results, Tree code) {
        LastUses lastUses = LastUses.in(variables, code);
        Ownership walk =
                new Ownership(variables, calls, results, lastUses, variables.captured(code));
        walk.member(code);
        return walk;
    }

    /** The changes that can be made in a method or a class, by their calls. */
    static Map<MethodInvocationTree, Change> in(
            LocalVariables variables, ArrayCalls calls, NewResults results, Tree code) {
        return walked(variables, calls, results, code).approval.approved();
    }

    /** Whether all that a method returns are new arrays, which nothing else holds. */
    static boolean returnsNew(
            LocalVariables variables, ArrayCalls calls, NewResults results, MethodTree method) {
        Ownership walk = walked(variables, calls, results, method);
        return walk.returnsNew && !walk.returnsOther;
    }

    /** A method, a class, or what stands in one. */
    private void member(Tree tree) {
        if (tree instanceof MethodTree method) {
            method.getParameters().forEach(sharing::share);
            statement(method.getBody());
        } else if (tree instanceof ClassTree type) {
            type.getMembers().forEach(this::member);
        } else {
            statement(tree);
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
            returned(r);
        } else if (tree instanceof IfTree i) {
            full(i.getCondition());
            sharing.either(
                    () -> statement(i.getThenStatement()), () -> statement(i.getElseStatement()));
        } else if (!(tree instanceof ClassTree)) {
            compound(tree);
        }
    }

    private void variable(VariableTree variable) {
        if (variable.getInitializer() != null) {
            ExpressionTree value = variable.getInitializer();
            assign(variable, full(value), value);
        } else {
            sharing.own(variable);
        }
    }

    /**
     * What held the only array of a variable, or a view of it, may be given to it again; and to
     * another one, if it is not used any more.
     */
    private void assign(VariableTree variable, Held value, ExpressionTree expression) {
        VariableTree other = value.by();
        boolean takesOver =
                other != null
                        && other != variable
                        && approval.isAlone(expression)
                        && !approval.isHeldElsewhere(other)
                        && lastUses.isLast(expression, other);
        if (other != null && other != variable) {
            sharing.share(other);
        }
        if (value.isNew() || takesOver) {
            sharing.own(variable);
        } else if (other != variable) {
            sharing.share(variable);
        }
    }

    private void returned(ReturnTree tree) {
        if (tree.getExpression() == null) {
            return;
        }
        Held value = full(tree.getExpression());
        VariableTree by = value.by();
        boolean own = value.isNew() || by != null && !approval.isHeldElsewhere(by);
        returnsNew |= own;
        returnsOther |= !own;
        sharing.escape(value);
    }

    /** A statement whose parts run in any order and number. */
    private void compound(Tree tree) {
        Runnable walk = () -> sharing.repeat(() -> parts(tree));
        if (tree instanceof TryTree) {
            approval.inTry(walk);
        } else {
            walk.run();
        }
    }

    private void parts(Tree tree) {
        TreeScanner<@Nullable Void, @Nullable Void> each =
                new TreeScanner<>() {
                    @Override
                    public @Nullable Void scan(@Nullable Tree part, @Nullable Void unused) {
                        if (part instanceof StatementTree) {
                            sharing.begin();
                            if (part instanceof VariableTree v && v.getInitializer() == null) {
                                sharing.share(
                                        v); // of each element of a collection, or an exception
                            } else {
                                statement(part);
                            }
                        } else if (part instanceof ExpressionTree e) {
                            sharing.begin();
                            sharing.escape(full(e));
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
        return approval.whole(expression, () -> value(expression));
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
        if (e.getKind() == Tree.Kind.NULL_LITERAL) {
            return Held.NEW; // there is no array that anything could hold
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
                            sharing.escape(value(e));
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
        if (tree.getKind() == Tree.Kind.CONDITIONAL_AND
                || tree.getKind() == Tree.Kind.CONDITIONAL_OR) {
            sharing.maybe(() -> value(tree.getRightOperand()));
        } else {
            value(tree.getRightOperand());
        }
    }

    private Held assignment(AssignmentTree tree) {
        Optional<VariableTree> variable = variables.named(ClassSource.bare(tree.getVariable()));
        if (variable.isEmpty()) {
            value(tree.getVariable());
        }
        Held assigned = value(tree.getExpression());
        if (variable.isEmpty()) {
            sharing.escape(assigned);
            return Held.ELSEWHERE;
        }
        assign(variable.get(), assigned, tree);
        return Held.by(variable.get());
    }

    private Held either(ConditionalExpressionTree tree) {
        value(tree.getCondition());
        List<Held> values = new ArrayList<>();
        sharing.either(
                () -> values.add(value(tree.getTrueExpression())),
                () -> values.add(value(tree.getFalseExpression())));
        if (values.stream().allMatch(Held::isNew)) {
            return Held.NEW;
        }
        values.forEach(sharing::escape);
        return Held.ELSEWHERE;
    }

    /** What it mentions from outside is captured; its own variables are seen here. */
    private void function(LambdaExpressionTree lambda) {
        sharing.apart(
                () -> {
                    lambda.getParameters().forEach(sharing::share);
                    if (lambda.getBody() instanceof ExpressionTree e) {
                        sharing.escape(full(e));
                    } else {
                        sharing.repeat(
                                () -> {
                                    sharing.begin();
                                    statement(lambda.getBody());
                                });
                    }
                });
    }

    /** A method that the table does not have may keep, and mostly return, what it is given. */
    private Held unknown(MethodInvocationTree call) {
        if (call.getMethodSelect() instanceof MemberSelectTree s) {
            sharing.escape(value(s.getExpression()));
        }
        call.getArguments().forEach(a -> sharing.escape(value(a)));
        return results.areOf(call) ? Held.NEW : Held.ELSEWHERE;
    }

    private Held known(ArrayMethod row, MethodInvocationTree call) {
        if (row.effect() == Effect.JOIN) {
            return joined(row, call);
        }
        Optional<ExpressionTree> target = ArrayCalls.target(row, call);
        Held held = target.map(this::value).orElse(Held.ELSEWHERE);
        for (ExpressionTree argument : call.getArguments()) {
            boolean isTarget = target.filter(t -> t == argument).isPresent();
            Held given = isTarget ? Held.NEW : value(argument);
            if (given.isView() && given.by() == held.by() && !isCopiedFirst(row, argument)) {
                approval.refuse(call); // it is changed while it is read
            }
        }
        return switch (row.effect()) {
            case NEW, MASK -> Held.NEW;
            case NUMBER, READ, JOIN -> Held.ELSEWHERE;
            case VIEW -> held.view();
            case CHANGE -> approval.change(call, held);
        };
    }

    /**
     * Whether a change may be given a view of what it changes: ND4J copies a vector that it adds to
     * each row, and a row is another one or itself.
     */
    private boolean isCopiedFirst(ArrayMethod row, ExpressionTree view) {
        return row.name().endsWith("Vector")
                || ClassSource.bare(view) instanceof MethodInvocationTree call
                        && row.name().matches("put(Row|Column)")
                        && ArrayCalls.name(call).equals(row.name().replace("put", "get"));
    }

    /** Of a single array, ND4J returns that array itself. */
    private Held joined(ArrayMethod row, MethodInvocationTree call) {
        List<Held> parts = new ArrayList<>();
        call.getArguments().forEach(a -> parts.add(value(a)));
        if (call.getArguments().size() > row.parameters().size()) {
            return Held.NEW;
        }
        parts.forEach(sharing::escape);
        return Held.ELSEWHERE;
    }
}
