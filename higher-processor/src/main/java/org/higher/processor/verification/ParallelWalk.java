package org.higher.processor.verification;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A walk over two trees of the same code, one as it was parsed, one as javac has attributed it. */
abstract class ParallelWalk {
    /** Called for each pair. */
    protected abstract void visit(Tree parsed, TreePath attributed);

    /** Walks over both; false if they are not the same code. */
    final boolean walk(Tree parsed, TreePath attributed) {
        if (parsed instanceof ParenthesizedTree p) {
            return walk(p.getExpression(), attributed); // which printing may have added
        }
        if (attributed.getLeaf() instanceof ParenthesizedTree p) {
            return walk(parsed, new TreePath(attributed, p.getExpression()));
        }
        if (!isSame(parsed, attributed.getLeaf())) {
            return false;
        }
        visit(parsed, attributed);
        List<Tree> left = children(parsed);
        List<Tree> right = children(attributed.getLeaf());
        removeInferred(parsed, attributed.getLeaf(), left, right);
        boolean same = left.size() == right.size();
        for (int i = 0; same && i < left.size(); i++) {
            same = walk(left.get(i), new TreePath(attributed, right.get(i)));
        }
        return same;
    }

    private static boolean isSame(Tree parsed, Tree attributed) {
        if (parsed instanceof IdentifierTree p && attributed instanceof IdentifierTree a) {
            return p.getName().contentEquals(a.getName());
        }
        if (parsed instanceof MemberSelectTree p && attributed instanceof MemberSelectTree a) {
            return p.getIdentifier().contentEquals(a.getIdentifier());
        }
        return parsed.getKind() == attributed.getKind();
    }

    /** What attribution adds: types that were left out, constructors that nobody wrote. */
    private static void removeInferred(
            Tree parsed, Tree attributed, List<Tree> parts, List<Tree> children) {
        if (parsed instanceof VariableTree p && isInferred(p.getType())) {
            parts.remove(p.getType());
            children.remove(((VariableTree) attributed).getType());
        }
        if (parsed instanceof ClassTree p
                && p.getMembers().stream().noneMatch(ParallelWalk::isConstructor)) {
            children.removeIf(ParallelWalk::isConstructor);
        }
        if (parsed instanceof BlockTree && children.size() > parts.size()) {
            children.removeIf(ParallelWalk::isSuperCall);
        }
        if (parsed instanceof ClassTree p && p.getExtendsClause() == null) {
            children.remove(((ClassTree) attributed).getExtendsClause());
        }
        if (parsed instanceof ClassTree p && p.getImplementsClause().isEmpty()) {
            children.removeAll(((ClassTree) attributed).getImplementsClause());
        }
    }

    private static boolean isSuperCall(Tree statement) {
        return statement instanceof ExpressionStatementTree e
                && e.getExpression() instanceof MethodInvocationTree call
                && call.getArguments().isEmpty()
                && call.getMethodSelect() instanceof IdentifierTree name
                && name.getName().contentEquals("super");
    }

    /** Left out, or Lombok's {@code val}. */
    private static boolean isInferred(@Nullable Tree type) {
        return type == null
                || type instanceof IdentifierTree name && name.getName().contentEquals("val");
    }

    private static boolean isConstructor(Tree member) {
        return member instanceof MethodTree m && m.getReturnType() == null;
    }

    private static List<Tree> children(Tree tree) {
        List<Tree> children = new ArrayList<>();
        tree.accept(
                new TreeScanner<@Nullable Void, @Nullable Void>() {
                    @Override
                    public @Nullable Void scan(@Nullable Tree child, @Nullable Void unused) {
                        if (child != null && !(child instanceof ModifiersTree)) {
                            children.add(child);
                        }
                        return null;
                    }
                },
                null);
        return children;
    }
}
