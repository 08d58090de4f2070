package org.higher.processor.optimizer;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.source.Annotations;
import org.higher.processor.source.ClassSource;
import org.higher.processor.source.Meaning;
import org.jspecify.annotations.Nullable;

/**
 * Finds fields that are computed from a hyperparameter when a rule is made: in the optimizer they
 * would not follow the tensor that takes the hyperparameter's place.
 */
final class DerivedFields {
    private final ClassSource source;
    private final Kinds kinds;
    private final Set<VariableElement> used;
    private final Problem.Sink problems;
    private final List<MethodTree> constructors = new ArrayList<>();

    /** Parameters of constructors that hold what goes into a hyperparameter. */
    private final Set<VariableTree> aliases = Collections.newSetFromMap(new IdentityHashMap<>());

    private DerivedFields(
            ClassSource source, Kinds kinds, Set<VariableElement> used, Problem.Sink problems) {
        this.source = source;
        this.kinds = kinds;
        this.used = used;
        this.problems = problems;
    }

    /** Reports those among the fields that the copied code uses. */
    static void check(
            ClassSource source, Kinds kinds, Set<VariableElement> used, Problem.Sink problems) {
        new DerivedFields(source, kinds, used, problems).check();
    }

    private void check() {
        source.constructors().forEach(c -> source.tree(c).ifPresent(constructors::add));
        constructors.forEach(source.names()::resolve);
        int before;
        do {
            before = aliases.size();
            constructors.forEach(c -> eachFlow(c, this::findAlias));
        } while (aliases.size() > before);
        constructors.forEach(c -> eachFlow(c, this::checkFlow));
        checkMembers();
    }

    private void checkMembers() {
        for (Tree member : ((ClassTree) source.tree()).getMembers()) {
            if (member instanceof VariableTree v && v.getInitializer() != null) {
                source.names().resolve(v.getInitializer());
                source.fields().stream()
                        .filter(f -> f.getSimpleName().contentEquals(v.getName()))
                        .forEach(f -> checkField(f, v.getInitializer()));
            } else if (member instanceof BlockTree block && !block.isStatic()) {
                source.names().resolve(block);
                eachFlow(block, this::checkFlow);
            }
        }
    }

    /** A value on its way into a field, directly or as an argument of another constructor. */
    private interface Flow {
        void accept(ExpressionTree value, VariableElement field, Optional<VariableTree> through);
    }

    private void findAlias(
            ExpressionTree value, VariableElement field, Optional<VariableTree> through) {
        boolean learned =
                through.map(aliases::contains).orElseGet(() -> Annotations.isTrainable(field));
        if (learned
                && ClassSource.bare(value) instanceof IdentifierTree id
                && source.names().of(id) instanceof Meaning.Local l
                && isParameter(l.declaration())) {
            aliases.add(l.declaration());
        }
    }

    private void checkFlow(
            ExpressionTree value, VariableElement field, Optional<VariableTree> through) {
        checkField(field, value);
    }

    private void checkField(VariableElement field, ExpressionTree value) {
        if (!Annotations.isTrainable(field) && used.contains(field) && isDerived(value)) {
            problems.report(Message.DERIVED_FIELD, value, field.getSimpleName());
        }
    }

    private boolean isParameter(VariableTree tree) {
        return constructors.stream().anyMatch(c -> c.getParameters().contains(tree));
    }

    private void eachFlow(Tree code, Flow flow) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
                source.ownField(tree.getVariable())
                        .ifPresent(f -> flow.accept(tree.getExpression(), f, Optional.empty()));
                return super.visitAssignment(tree, null);
            }

            @Override
            public @Nullable Void visitMethodInvocation(
                    MethodInvocationTree tree, @Nullable Void unused) {
                if (tree.getMethodSelect() instanceof IdentifierTree id
                        && id.getName().contentEquals("this")) {
                    delegated(tree.getArguments(), flow);
                }
                return super.visitMethodInvocation(tree, null);
            }
        }.scan(code, null);
    }

    /** {@code this(...)}: what the other constructor does with its parameters. */
    private void delegated(List<? extends ExpressionTree> arguments, Flow flow) {
        List<VariableElement> fields = source.fields();
        boolean canonical =
                source.type().getRecordComponents().size() == arguments.size() && !fields.isEmpty();
        for (int i = 0; canonical && i < arguments.size(); i++) {
            flow.accept(arguments.get(i), fields.get(i), Optional.empty());
        }
        for (MethodTree other : constructors) {
            if (other.getParameters().size() == arguments.size()) {
                for (int i = 0; i < arguments.size(); i++) {
                    ExpressionTree argument = arguments.get(i);
                    VariableTree parameter = other.getParameters().get(i);
                    eachFlow(
                            other.getBody(),
                            (value, field, through) -> {
                                if (isNamed(value, parameter)) {
                                    flow.accept(argument, field, Optional.of(parameter));
                                }
                            });
                }
            }
        }
    }

    private boolean isNamed(ExpressionTree value, VariableTree variable) {
        return ClassSource.bare(value) instanceof IdentifierTree id
                && source.names().of(id) instanceof Meaning.Local l
                && l.declaration() == variable;
    }

    /** Whether a value would have a derivative with respect to a hyperparameter. */
    private boolean isDerived(ExpressionTree value) {
        boolean[] derived = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
                boolean reads =
                        Kinds.COMPARISONS.contains(tree.getKind())
                                || kinds.of(tree) == Kinds.Kind.STRING;
                return reads ? null : super.visitBinary(tree, null);
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                Meaning meaning = source.names().of(tree);
                derived[0] |=
                        meaning instanceof Meaning.Local l && aliases.contains(l.declaration());
                look(tree);
                return null;
            }

            @Override
            public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
                look(tree);
                return super.visitMemberSelect(tree, null);
            }

            private void look(ExpressionTree tree) {
                derived[0] |= source.ownField(tree).filter(Annotations::isTrainable).isPresent();
            }
        }.scan(value, null);
        return derived[0];
    }
}
