package org.higher.processor.twin.verification;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.Name;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** Which names in a model's attributed source mean the model itself or a part of it. */
final class ModelNames {
    private final Trees trees;
    private final Types types;
    private final TypeElement model;

    ModelNames(Context context, TypeElement model) {
        this.trees = context.javac().trees();
        this.types = context.types();
        this.model = model;
    }

    /** Whether a type is the model's. */
    boolean isModel(@Nullable TypeMirror type) {
        return Annotations.element(type)
                .filter(t -> t.getQualifiedName().contentEquals(model.getQualifiedName()))
                .isPresent();
    }

    /** {@code this} or {@code super}, of whatever class. */
    static boolean isSelf(ExpressionTree tree) {
        return tree instanceof IdentifierTree id && isSelf(id.getName());
    }

    private static boolean isSelf(Name name) {
        return name.contentEquals("this") || name.contentEquals("super");
    }

    /** Whether {@code this} or {@code super} is the model, seen from a function or elsewhere. */
    boolean isModelItself(TreePath self, @Nullable Tree body) {
        TypeMirror type = trees.getTypeMirror(self);
        boolean parent =
                ((IdentifierTree) self.getLeaf()).getName().contentEquals("super")
                        && type != null
                        && types.isSameType(
                                types.erasure(type), types.erasure(model.getSuperclass()))
                        && !isInClass(self, body, model);
        return parent || isModel(type);
    }

    /** {@code Net.this} and {@code Net.super}. */
    boolean isQualifiedSelf(TreePath path) {
        return path.getLeaf() instanceof MemberSelectTree select
                && isSelf(select.getIdentifier())
                && isModel(trees.getTypeMirror(new TreePath(path, select.getExpression())));
    }

    /**
     * Whether a simple name in a function's body is a field or method of the model's instance, be
     * it inherited.
     */
    boolean isMember(Element element, TreePath use, Tree body) {
        boolean member = element.getKind() == ElementKind.METHOD || element.getKind().isField();
        if (!member
                || element.getModifiers().contains(Modifier.STATIC)
                || !(element.getEnclosingElement() instanceof TypeElement owner)) {
            return false;
        }
        return isModel(owner.asType()) || isSubtype(model, owner) && !isInClass(use, body, owner);
    }

    private boolean isSubtype(TypeElement type, TypeElement above) {
        return types.isSubtype(types.erasure(type.asType()), types.erasure(above.asType()));
    }

    /** Whether a use is in a class, within a function, that has the members of a type itself. */
    private boolean isInClass(TreePath use, @Nullable Tree body, TypeElement owner) {
        for (TreePath p = use; p != null; p = p.getParentPath()) {
            if (p.getLeaf() instanceof ClassTree
                    && trees.getElement(p) instanceof TypeElement around
                    && !isModel(around.asType())
                    && (owner.equals(model) || isSubtype(around, owner))) {
                return true;
            }
            if (p.getLeaf() == body) {
                return false;
            }
        }
        return false;
    }

    /** Whether a variable is declared within a function rather than captured by it. */
    boolean isInside(VariableElement variable, TreePath use, Tree body) {
        boolean[] declared = {false};
        TreePath function = use;
        while (function.getLeaf() != body) {
            function = function.getParentPath();
        }
        new TreePathScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                declared[0] |= variable.equals(trees.getElement(getCurrentPath()));
                return super.visitVariable(tree, null);
            }
        }.scan(body instanceof ClassTree ? function : function.getParentPath(), null);
        return declared[0];
    }
}
