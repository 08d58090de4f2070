package org.higher.processor.twin.nd4j;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.higher.processor.names.Meaning;
import org.higher.processor.names.Names;
import org.higher.processor.text.ClassSource;
import org.jspecify.annotations.Nullable;

/** Where a method mentions its local variables. */
record LocalVariables(Names names) {
    /** The variable that a name means. */
    Optional<VariableTree> named(Tree tree) {
        return names.of(tree) instanceof Meaning.Local l
                ? Optional.of(l.declaration())
                : Optional.empty();
    }

    /** The names in a tree that mean a variable. */
    Set<Tree> uses(VariableTree variable, Tree tree) {
        Set<Tree> uses = Collections.newSetFromMap(new IdentityHashMap<>());
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitIdentifier(IdentifierTree id, @Nullable Void unused) {
                named(id).filter(v -> v == variable).ifPresent(v -> uses.add(id));
                return null;
            }
        }.scan(tree, null);
        return uses;
    }

    /** Whether a tree gives a variable another array. */
    boolean assigns(Tree tree, VariableTree variable) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitAssignment(AssignmentTree a, @Nullable Void unused) {
                Tree target = ClassSource.bare(a.getVariable());
                found[0] |= named(target).filter(v -> v == variable).isPresent();
                return super.visitAssignment(a, null);
            }
        }.scan(tree, null);
        return found[0];
    }

    /** Whether a tree declares a variable. */
    static boolean declares(Tree tree, VariableTree variable) {
        boolean[] found = {false};
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree v, @Nullable Void unused) {
                found[0] |= v == variable;
                return super.visitVariable(v, null);
            }
        }.scan(tree, null);
        return found[0];
    }

    /** Variables that functions or classes inside a body mention, or that patterns declare. */
    Set<VariableTree> captured(Tree body) {
        Set<VariableTree> captured = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitLambdaExpression(
                    LambdaExpressionTree tree, @Nullable Void unused) {
                mentionedIn(tree, captured);
                return super.visitLambdaExpression(tree, null);
            }

            @Override
            public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
                mentionedIn(tree, captured);
                return super.visitClass(tree, null);
            }

            @Override
            public @Nullable Void visitBindingPattern(
                    BindingPatternTree tree, @Nullable Void unused) {
                captured.add(tree.getVariable());
                return super.visitBindingPattern(tree, null);
            }
        }.scan(body, null);
        return captured;
    }

    private void mentionedIn(Tree function, Set<VariableTree> captured) {
        Set<Tree> declared = Collections.newSetFromMap(new IdentityHashMap<>());
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                declared.add(tree);
                return super.visitVariable(tree, null);
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                named(tree).filter(v -> !declared.contains(v)).ifPresent(captured::add);
                return null;
            }
        }.scan(function, null);
    }
}
