package org.higher.processor.names;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.IntersectionTypeTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.tree.WildcardTree;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A walk that notes where only types can stand, as in casts and type arguments. */
abstract class TypePositions extends TreeScanner<@Nullable Void, @Nullable Void> {
    private final Set<Tree> typePositions;

    TypePositions(Set<Tree> typePositions) {
        this.typePositions = typePositions;
    }

    final boolean isTypePosition(Tree tree) {
        return typePositions.contains(tree);
    }

    final void type(@Nullable Tree tree) {
        if (tree != null) {
            typePositions.add(tree);
        }
    }

    final void types(List<? extends Tree> trees) {
        typePositions.addAll(trees);
    }

    @Override
    public @Nullable Void visitTypeCast(TypeCastTree tree, @Nullable Void unused) {
        type(tree.getType());
        return super.visitTypeCast(tree, null);
    }

    @Override
    public @Nullable Void visitNewArray(NewArrayTree tree, @Nullable Void unused) {
        type(tree.getType());
        return super.visitNewArray(tree, null);
    }

    @Override
    public @Nullable Void visitArrayType(ArrayTypeTree tree, @Nullable Void unused) {
        type(tree.getType());
        return super.visitArrayType(tree, null);
    }

    @Override
    public @Nullable Void visitUnionType(UnionTypeTree tree, @Nullable Void unused) {
        types(tree.getTypeAlternatives());
        return super.visitUnionType(tree, null);
    }

    @Override
    public @Nullable Void visitIntersectionType(IntersectionTypeTree tree, @Nullable Void unused) {
        types(tree.getBounds());
        return super.visitIntersectionType(tree, null);
    }

    @Override
    public @Nullable Void visitAnnotatedType(AnnotatedTypeTree tree, @Nullable Void unused) {
        type(tree.getUnderlyingType());
        return super.visitAnnotatedType(tree, null);
    }

    @Override
    public @Nullable Void visitParameterizedType(
            ParameterizedTypeTree tree, @Nullable Void unused) {
        type(tree.getType());
        types(tree.getTypeArguments());
        return super.visitParameterizedType(tree, null);
    }

    @Override
    public @Nullable Void visitWildcard(WildcardTree tree, @Nullable Void unused) {
        type(tree.getBound());
        return super.visitWildcard(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        if (tree.getTypeArguments() != null) {
            types(tree.getTypeArguments());
        }
        return super.visitMemberReference(tree, null);
    }
}
