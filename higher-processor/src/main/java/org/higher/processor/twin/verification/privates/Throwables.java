package org.higher.processor.twin.verification.privates;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import org.higher.processor.verification.CopiedCode;
import org.jspecify.annotations.Nullable;

/**
 * Where the file of a model makes and catches copied private exceptions: copied code catches and
 * throws copies, the other code the originals.
 */
final class Throwables extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private record Place(Tree tree, TypeElement type, boolean copied) {}

    private final Trees trees;
    private final Types types;
    private final CopiedCode code;
    private final List<Place> made = new ArrayList<>();
    private final List<Place> caught = new ArrayList<>();

    private Throwables(Trees trees, Types types, CopiedCode code) {
        this.trees = trees;
        this.types = types;
        this.code = code;
    }

    /** Refuses what copied code throws and other code catches, and the other way round. */
    static void check(
            Trees trees,
            Types types,
            CopiedCode code,
            TreePath file,
            PrivateTypeUses.Refusal refusal) {
        Throwables found = new Throwables(trees, types, code);
        found.scan(file, null);
        for (Place made : found.made) {
            for (Place caught : found.caught) {
                Place copied = made.copied ? made : caught;
                Place other = made.copied ? caught : made;
                if (made.copied != caught.copied && found.catches(caught.type, made.type)) {
                    refusal.refuse(
                            copied.tree,
                            copied.type,
                            (made.copied ? "code that is not copied catches it: " : "")
                                    + (made.copied ? "" : "code that is not copied throws it: ")
                                    + text(other.tree));
                }
            }
        }
    }

    private static String text(Tree tree) {
        return tree instanceof CatchTree c ? "catch (" + c.getParameter() + ")" : tree.toString();
    }

    private boolean catches(TypeElement caught, TypeElement made) {
        return types.isSubtype(made.asType(), caught.asType());
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        TypeMirror type = trees.getTypeMirror(new TreePath(getCurrentPath(), tree.getIdentifier()));
        if (type instanceof DeclaredType declared) {
            made.add(new Place(tree, (TypeElement) declared.asElement(), isCopied()));
        }
        return super.visitNewClass(tree, null);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree tree, @Nullable Void unused) {
        TreePath parameter = new TreePath(getCurrentPath(), tree.getParameter());
        Tree declared = tree.getParameter().getType();
        List<? extends Tree> all =
                declared instanceof UnionTypeTree union
                        ? union.getTypeAlternatives()
                        : List.of(declared);
        TreePath around =
                declared instanceof UnionTypeTree ? new TreePath(parameter, declared) : parameter;
        for (Tree one : all) {
            copied(trees.getTypeMirror(new TreePath(around, one)))
                    .ifPresent(t -> caught.add(new Place(tree, t, isCopied())));
        }
        return super.visitCatch(tree, null);
    }

    private Optional<TypeElement> copied(@Nullable TypeMirror type) {
        return Optional.ofNullable(type)
                .map(types::asElement)
                .filter(code::hasType)
                .map(TypeElement.class::cast);
    }

    /** Whether a place is in a copied method or type. */
    private boolean isCopied() {
        for (TreePath p = getCurrentPath(); p != null; p = p.getParentPath()) {
            Element element = trees.getElement(p);
            boolean copied =
                    element instanceof TypeElement type && code.hasType(type)
                            || element instanceof ExecutableElement method
                                    && isDeclaration(p)
                                    && code.hasMethod(method);
            if (copied) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDeclaration(TreePath path) {
        return path.getLeaf() instanceof MethodTree;
    }
}
