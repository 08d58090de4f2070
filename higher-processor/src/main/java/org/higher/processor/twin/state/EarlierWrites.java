package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.jspecify.annotations.Nullable;

/** Fields that a call certainly writes before it reads them. */
final class EarlierWrites {
    private final Hierarchy hierarchy;
    private final Uses uses;
    private final Set<VariableElement> kept;
    private final Set<String> namedElsewhere;

    /** Methods that are being looked into. */
    private final Set<ExecutableElement> within = new HashSet<>();

    /**
     * For fields that are written, of which there may be fewer with time.
     *
     * @param namedElsewhere names in code that is not among the uses
     */
    EarlierWrites(
            Hierarchy hierarchy, Uses uses, Set<VariableElement> kept, Set<String> namedElsewhere) {
        this.hierarchy = hierarchy;
        this.uses = uses;
        this.kept = kept;
        this.namedElsewhere = namedElsewhere;
    }

    /**
     * Whether it writes a field before it reads it somewhere: there, or wherever that is called.
     */
    boolean precede(Use read, VariableElement field) {
        return Uses.isOfThis(read, field) && precede(read, field, new HashSet<>());
    }

    private boolean precede(Use use, VariableElement field, Set<ExecutableElement> open) {
        ExecutableElement method = use.method();
        if (isWrittenBefore(use.source(), use.around(), field) || open.contains(method)) {
            return true;
        }
        boolean inner =
                method.getModifiers().contains(Modifier.PRIVATE)
                        && !namedElsewhere.contains(method.getSimpleName().toString());
        List<Use> calls = inner ? calls(method) : List.of();
        open.add(method);
        return !calls.isEmpty() && calls.stream().allMatch(c -> precede(c, field, open));
    }

    /** Where a private method may be called; another class does not name it without its object. */
    private List<Use> calls(ExecutableElement method) {
        return uses.calls(method).stream()
                .filter(
                        u ->
                                !(u.name() instanceof IdentifierTree)
                                        || u.source().type().equals(method.getEnclosingElement()))
                .toList();
    }

    private boolean isWrittenBefore(ClassSource source, List<Tree> around, VariableElement field) {
        for (int i = 1; i < around.size(); i++) {
            for (StatementTree statement : statements(around.get(i))) {
                if (statement == around.get(i - 1)) {
                    break;
                }
                List<Tree> outside = around.subList(i, around.size());
                if (writes(source, statement, field, outside)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What runs one after the other. */
    private static List<? extends StatementTree> statements(Tree tree) {
        if (tree instanceof BlockTree block) {
            return block.getStatements();
        }
        return tree instanceof CaseTree c
                ? Objects.requireNonNullElse(c.getStatements(), List.of())
                : List.of();
    }

    /** Whether a statement, once it is done, has given a field something of this call. */
    private boolean writes(
            ClassSource source,
            @Nullable Tree statement,
            VariableElement field,
            List<Tree> outside) {
        if (statement == null) {
            return false;
        }
        List<Tree> around = new ArrayList<>(List.of(statement));
        around.addAll(outside);
        if (statement instanceof BlockTree block) {
            return block.getStatements().stream().anyMatch(s -> writes(source, s, field, around));
        }
        if (statement instanceof IfTree branch) {
            return writes(source, branch.getThenStatement(), field, around)
                    && writes(source, branch.getElseStatement(), field, around);
        }
        if (statement instanceof SynchronizedTree block) {
            return writes(source, block.getBlock(), field, around);
        }
        if (statement instanceof TryTree attempt) {
            return writes(source, attempt.getFinallyBlock(), field, around)
                    || attempt.getCatches().isEmpty()
                            && writes(source, attempt.getBlock(), field, around);
        }
        if (statement instanceof VariableTree variable) {
            return isWrittenByCall(source, variable.getInitializer(), field);
        }
        return statement instanceof ExpressionStatementTree line
                && (assigns(source, line.getExpression(), field, around)
                        || isWrittenByCall(source, line.getExpression(), field));
    }

    /** Whether a call of a method of the model gives a field something of this call. */
    private boolean isWrittenByCall(
            ClassSource source, @Nullable ExpressionTree expression, VariableElement field) {
        if (!(expression instanceof MethodInvocationTree call)) {
            return false;
        }
        boolean above =
                call.getMethodSelect() instanceof MemberSelectTree select
                        && ClassSource.isSuper(select.getExpression());
        boolean own =
                call.getMethodSelect() instanceof IdentifierTree
                        || call.getMethodSelect() instanceof MemberSelectTree select
                                && source.isThis(select.getExpression());
        List<ExecutableElement> meant = above || own ? source.typing().candidates(call) : List.of();
        return !meant.isEmpty()
                && meant.stream()
                        .map(m -> above ? m : hierarchy.implementation(m))
                        .allMatch(m -> isWrittenIn(m, field));
    }

    private boolean isWrittenIn(ExecutableElement method, VariableElement field) {
        Optional<BlockTree> body = hierarchy.body(method);
        if (body.isEmpty() || !within.add(method)) {
            return false;
        }
        try {
            ClassSource source = hierarchy.source(method).orElseThrow();
            for (StatementTree statement : body.get().getStatements()) {
                if (Exits.areIn(statement)) {
                    return false;
                }
                if (writes(source, statement, field, List.of(body.get()))) {
                    return true;
                }
            }
            return false;
        } finally {
            within.remove(method);
        }
    }

    /** {@code a = b = x} gives both of them {@code x}. */
    private boolean assigns(
            ClassSource source,
            ExpressionTree expression,
            VariableElement field,
            List<Tree> around) {
        boolean found = false;
        ExpressionTree value = expression;
        while (ClassSource.bare(value) instanceof AssignmentTree assignment) {
            found |= source.ownField(assignment.getVariable()).filter(field::equals).isPresent();
            value = assignment.getExpression();
        }
        return found && isOfThisCall(source, value, around);
    }

    /** Whether nothing that is remembered is in a value. */
    private boolean isOfThisCall(ClassSource source, ExpressionTree value, List<Tree> around) {
        boolean[] own = {true};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                if (tree instanceof ExpressionTree e) {
                    List<Tree> path = new ArrayList<>(List.of(tree));
                    path.addAll(around);
                    own[0] &=
                            source.ownField(e)
                                    .filter(kept::contains)
                                    .map(f -> isWrittenBefore(source, path, f))
                                    .orElse(true);
                }
                return super.scan(tree, null);
            }
        }.scan(value, null);
        return own[0];
    }
}
