package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Loggers;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a model's code writes and that no result depends on: counters, what is kept for
 * logging. {@code Bound} has fields of its own for them.
 *
 * <p>A result depends on a field if forward, or what it calls, may read what an earlier call has
 * left there: the model would remember it, the twin, which is bound anew, would not.
 */
public final class KeptState {
    private final ClassSource source;
    private final LateFields late;
    private final List<ExecutableElement> reachable;
    private final Set<VariableElement> kept = new LinkedHashSet<>();

    private KeptState(ClassSource source, LateFields late, List<ExecutableElement> reachable) {
        this.source = source;
        this.late = late;
        this.reachable = reachable;
    }

    /** For a model, the methods that run when it does, and what they need beside. */
    public static KeptState of(
            ClassSource source,
            LateFields late,
            List<ExecutableElement> reachable,
            List<Tree> others) {
        KeptState state = new KeptState(source, late, reachable);
        for (ExecutableElement method : reachable) {
            ClassSource.eachWrite(
                    source.body(method).orElseThrow(),
                    (target, write) ->
                            source.ownField(target)
                                    .filter(state::mayBeKept)
                                    .ifPresent(state.kept::add));
        }
        others.forEach(state::forgetNamed);
        boolean changed = true;
        while (changed) {
            changed = state.kept.removeIf(state::isRemembered);
        }
        return state;
    }

    /** The fields that a method, which does not run when the model does, tells of. */
    public Set<VariableElement> toldBy(ExecutableElement method) {
        Set<VariableElement> told = new LinkedHashSet<>();
        for (ExecutableElement called : source.reachable(List.of(method), m -> true)) {
            kept.stream().filter(f -> !reads(called, f).isEmpty()).forEach(told::add);
        }
        return reachable.contains(method) ? Set.of() : told;
    }

    /** What other classes name is out of sight. */
    private void forgetNamed(Tree other) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                kept.removeIf(f -> f.getSimpleName().equals(tree.getIdentifier()));
                return super.visitMemberSelect(tree, null);
            }
        }.scan(other, null);
    }

    public boolean contain(VariableElement field) {
        return kept.contains(field);
    }

    private boolean mayBeKept(VariableElement field) {
        boolean tensors = Shape.of(field.asType()).isPresent();
        return field.getModifiers().contains(Modifier.PRIVATE)
                && field.getEnclosingElement().equals(source.type())
                && !field.getModifiers().contains(Modifier.FINAL)
                && !Annotations.isTrainable(field)
                && !(tensors && Annotations.isBuffer(field))
                && !Shape.of(field.asType()).filter(Shape::holdsModules).isPresent()
                && (!tensors || Annotations.isTensor(field.asType()));
    }

    /** Whether what an earlier call has left in a field may matter to this one. */
    private boolean isRemembered(VariableElement field) {
        return reachable.stream()
                .flatMap(m -> reads(m, field).stream().map(r -> new Read(m, r)))
                .anyMatch(r -> !isHarmless(r, field, new HashSet<>()));
    }

    /** A place in a method where a field is read, with what is around it, inside out. */
    private record Read(ExecutableElement method, List<Tree> around) {}

    private List<List<Tree>> reads(ExecutableElement method, VariableElement field) {
        List<List<Tree>> found = new ArrayList<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private final Deque<Tree> around = new ArrayDeque<>();

            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree == null || late.branches().containsKey(tree)) {
                    return null;
                }
                around.push(tree);
                boolean named =
                        (tree instanceof IdentifierTree || tree instanceof MemberSelectTree)
                                && source.ownField((ExpressionTree) tree)
                                        .filter(field::equals)
                                        .isPresent();
                if (named && !isAssigned(around)) {
                    found.add(List.copyOf(around));
                }
                super.scan(tree, null);
                around.pop();
                return null;
            }
        }.scan(source.body(method).orElseThrow(), null);
        return found;
    }

    /** Whether a name is only written, as {@code x} is in {@code x = 1}. */
    private static boolean isAssigned(Deque<Tree> around) {
        List<Tree> trees = List.copyOf(around);
        int i = 1;
        while (trees.get(i) instanceof ParenthesizedTree) {
            i++;
        }
        return trees.get(i) instanceof AssignmentTree a
                && ClassSource.bare(a.getVariable()) == trees.get(0);
    }

    private boolean isHarmless(Read read, VariableElement field, Set<ExecutableElement> open) {
        boolean tensor = Annotations.isTensor(field.asType());
        return isWrittenBefore(read, field, open)
                || !tensor && isUnused(read.around, field, new HashSet<>());
    }

    /** Whether nothing comes of a read but another state, or a line in a log. */
    private boolean isUnused(List<Tree> around, VariableElement field, Set<VariableElement> seen) {
        int i = 0;
        while (isPlain(around.get(i))) {
            i++;
        }
        Tree use = around.get(i);
        Tree statement = around.get(i + 1);
        if (use instanceof IfTree branch) {
            return isLogging(branch.getThenStatement()) && isLogging(branch.getElseStatement());
        }
        if (!(statement instanceof ExpressionStatementTree)) {
            return false;
        }
        return use instanceof MethodInvocationTree call && isLogCall(call)
                || updated(use).filter(t -> t.equals(field) || isNeverUsed(t, seen)).isPresent();
    }

    /** Whether all reads of a field are such. */
    private boolean isNeverUsed(VariableElement field, Set<VariableElement> seen) {
        return !seen.add(field)
                || reachable.stream()
                        .flatMap(m -> reads(m, field).stream())
                        .allMatch(r -> isUnused(r, field, seen));
    }

    /** What has a value and no effect. */
    private boolean isPlain(Tree tree) {
        return switch (tree.getKind()) {
            case IDENTIFIER, MEMBER_SELECT, PARENTHESIZED, TYPE_CAST, CONDITIONAL_EXPRESSION ->
                    true;
            case UNARY_MINUS, UNARY_PLUS, BITWISE_COMPLEMENT, LOGICAL_COMPLEMENT -> true;
            default -> tree instanceof BinaryTree;
        };
    }

    /** The field that {@code calls++}, {@code sum += n} or {@code calls = calls + 1} changes. */
    private Optional<VariableElement> updated(Tree expression) {
        ExpressionTree target =
                expression instanceof AssignmentTree a
                        ? a.getVariable()
                        : expression instanceof CompoundAssignmentTree c
                                ? c.getVariable()
                                : expression instanceof UnaryTree u ? u.getExpression() : null;
        return target == null ? Optional.empty() : source.ownField(target).filter(kept::contains);
    }

    private boolean isLogging(@Nullable StatementTree statement) {
        if (statement == null) {
            return true;
        }
        if (statement instanceof BlockTree block) {
            return block.getStatements().stream().allMatch(this::isLogging);
        }
        if (statement instanceof IfTree branch) {
            return isLogging(branch.getThenStatement()) && isLogging(branch.getElseStatement());
        }
        return statement instanceof ExpressionStatementTree expression
                && (updated(expression.getExpression()).isPresent()
                        || expression.getExpression() instanceof MethodInvocationTree call
                                && isLogCall(call));
    }

    private boolean isLogCall(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree select
                && source.typing()
                        .receiver(select.getExpression())
                        .flatMap(Annotations::element)
                        .filter(Loggers::areOf)
                        .isPresent();
    }

    /** Whether the same call has written the field, in the method or wherever it is called. */
    private boolean isWrittenBefore(Read read, VariableElement field, Set<ExecutableElement> open) {
        if (isWrittenBefore(read.around, field)) {
            return true;
        }
        boolean inner =
                read.method.getModifiers().contains(Modifier.PRIVATE) && open.add(read.method);
        List<Read> calls = inner ? calls(read.method) : List.of();
        return !calls.isEmpty() && calls.stream().allMatch(c -> isWrittenBefore(c, field, open));
    }

    private boolean isWrittenBefore(List<Tree> around, VariableElement field) {
        for (int i = 1; i < around.size(); i++) {
            if (around.get(i) instanceof BlockTree block) {
                for (StatementTree statement : block.getStatements()) {
                    if (statement == around.get(i - 1)) {
                        break;
                    }
                    if (statement instanceof ExpressionStatementTree e
                            && e.getExpression() instanceof AssignmentTree a
                            && source.ownField(a.getVariable()).filter(field::equals).isPresent()
                            && isOfThisCall(a, statement, around.subList(i, around.size()))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Whether nothing that is remembered is in the value of an assignment. */
    private boolean isOfThisCall(
            AssignmentTree assignment, StatementTree statement, List<Tree> around) {
        boolean[] own = {true};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree instanceof ExpressionTree e) {
                    List<Tree> path = new ArrayList<>(List.of(tree, statement));
                    path.addAll(around);
                    own[0] &=
                            source.ownField(e)
                                    .filter(kept::contains)
                                    .map(f -> isWrittenBefore(path, f))
                                    .orElse(true);
                }
                return super.scan(tree, null);
            }
        }.scan(assignment.getExpression(), null);
        return own[0];
    }

    /** Where a method is called or referred to. */
    private List<Read> calls(ExecutableElement callee) {
        List<Read> found = new ArrayList<>();
        for (ExecutableElement method : reachable) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                private final Deque<Tree> around = new ArrayDeque<>();

                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                    if (tree == null) {
                        return null;
                    }
                    around.push(tree);
                    boolean named =
                            tree instanceof IdentifierTree id
                                            && id.getName().equals(callee.getSimpleName())
                                    || tree instanceof MemberSelectTree select
                                            && select.getIdentifier().equals(callee.getSimpleName())
                                    || tree instanceof MemberReferenceTree ref
                                            && ref.getName().equals(callee.getSimpleName());
                    if (named) {
                        found.add(new Read(method, List.copyOf(around)));
                    }
                    super.scan(tree, null);
                    around.pop();
                    return null;
                }
            }.scan(source.body(method).orElseThrow(), null);
        }
        return found;
    }
}
