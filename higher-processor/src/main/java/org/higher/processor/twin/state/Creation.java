package org.higher.processor.twin.state;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreeScanner;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What some code certainly creates, and which flags it certainly sets.
 *
 * @param created fields of modules or parameters that it gives new ones
 * @param set fields that it gives {@code true}
 */
record Creation(Set<VariableElement> created, Set<VariableElement> set) {
    private static Creation nothing() {
        return new Creation(new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    /**
     * What a statement creates.
     *
     * @param builders methods that create something
     */
    static Creation in(
            ClassSource source, Tree statement, Map<ExecutableElement, Creation> builders) {
        Search search = new Search(source, builders);
        search.scan(statement, null);
        return search.found;
    }

    private void add(Creation other) {
        created.addAll(other.created);
        set.addAll(other.set);
    }

    /** A walk through code that runs whenever the statement does. */
    private static final class Search extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final ClassSource source;
        private final Map<ExecutableElement, Creation> builders;
        private final Creation found = nothing();

        /** Whether the rest may not run any more. */
        private boolean left;

        Search(ClassSource source, Map<ExecutableElement, Creation> builders) {
            this.source = source;
            this.builders = builders;
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            if (tree == null || left) {
                return null;
            }
            return switch (tree.getKind()) {
                case RETURN, BREAK, CONTINUE, YIELD -> {
                    left = true;
                    yield null;
                }
                case IF, SWITCH, SWITCH_EXPRESSION, CONDITIONAL_EXPRESSION -> skip(tree);
                case FOR_LOOP, ENHANCED_FOR_LOOP, WHILE_LOOP, DO_WHILE_LOOP -> skip(tree);
                case LAMBDA_EXPRESSION, CLASS, INTERFACE, ENUM, RECORD -> null;
                default -> super.scan(tree, null);
            };
        }

        /** What may not run creates nothing for sure, but it may return. */
        private @Nullable Void skip(Tree tree) {
            left |= Exits.areIn(tree);
            return null;
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
            return switch (tree.getKind()) {
                case CONDITIONAL_AND, CONDITIONAL_OR -> scan(tree.getLeftOperand(), null);
                default -> super.visitBinary(tree, null);
            };
        }

        @Override
        public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
            if (tree.getCatches().isEmpty()) {
                return super.visitTry(tree, null);
            }
            skip(tree.getBlock());
            tree.getCatches().forEach(this::skip);
            return scan(tree.getFinallyBlock(), null);
        }

        @Override
        public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
            super.visitAssignment(tree, null);
            source.ownField(tree.getVariable()).ifPresent(f -> assign(f, tree.getExpression()));
            return null;
        }

        private void assign(VariableElement field, ExpressionTree value) {
            found.created.remove(field);
            found.set.remove(field);
            if (isCreation(field, value)) {
                found.created.add(field);
            } else if (isTrue(value)) {
                found.set.add(field);
            }
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            super.visitMethodInvocation(tree, null);
            List<ExecutableElement> meant = source.typing().candidates(tree);
            if (meant.size() == 1 && builders.containsKey(meant.get(0))) {
                found.add(builders.get(meant.get(0)));
            }
            return null;
        }

        private boolean isCreation(VariableElement field, ExpressionTree value) {
            ExpressionTree given = ClassSource.bare(value);
            if (given instanceof ConditionalExpressionTree either) {
                return isCreation(field, either.getTrueExpression())
                        && isCreation(field, either.getFalseExpression());
            }
            if (given instanceof SwitchExpressionTree) {
                return false;
            }
            Optional<Shape> shape = Shape.of(field.asType());
            if (shape.isEmpty()) {
                return false;
            }
            return shape.get().holdsModules() ? createsModule(value) : NewParameters.areIn(value);
        }

        private boolean createsModule(ExpressionTree value) {
            boolean[] creates = {false};
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
                    creates[0] |=
                            source.names()
                                    .type(tree.getIdentifier())
                                    .filter(Annotations::isFunctional)
                                    .isPresent();
                    return super.visitNewClass(tree, null);
                }
            }.scan(value, null);
            return creates[0];
        }

        private static boolean isTrue(ExpressionTree value) {
            return ClassSource.bare(value) instanceof LiteralTree literal
                    && Boolean.TRUE.equals(literal.getValue());
        }
    }
}
