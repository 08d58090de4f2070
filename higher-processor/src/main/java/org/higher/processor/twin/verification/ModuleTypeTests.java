package org.higher.processor.twin.verification;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import java.util.Optional;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;
import org.jspecify.annotations.Nullable;

/** The text of modules, and tests and casts of what a bound twin is not. */
final class ModuleTypeTests extends ModuleScan {
    ModuleTypeTests(Context context, ModuleValues values, Problem.Sink sink) {
        super(context, values, sink);
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        if (tree.getKind() == Tree.Kind.PLUS) {
            checkText(tree.getLeftOperand());
            checkText(tree.getRightOperand());
        }
        return super.visitBinary(tree, null);
    }

    @Override
    public @Nullable Void visitCompoundAssignment(
            CompoundAssignmentTree tree, @Nullable Void unused) {
        checkText(tree.getExpression());
        return super.visitCompoundAssignment(tree, null);
    }

    private void checkText(ExpressionTree operand) {
        values.module(new TreePath(getCurrentPath(), operand))
                .filter(m -> !declares(m, "toString"))
                .ifPresent(m -> reportObject(operand, "the text of " + operand, m));
    }

    @Override
    public @Nullable Void visitTypeCast(TypeCastTree tree, @Nullable Void unused) {
        checkContainer(tree, tree.getExpression(), type(tree.getType()));
        checkTested(tree, tree.getExpression(), type(tree.getType()));
        return super.visitTypeCast(tree, null);
    }

    @Override
    public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
        Tree named = tree.getType();
        checkContainer(tree, tree.getExpression(), named == null ? null : type(named));
        checkTested(tree, tree.getExpression(), named == null ? null : type(named));
        return super.visitInstanceOf(tree, null);
    }

    /** {@code layer instanceof Frozen}: its twin is none, whatever a module may be beside. */
    private void checkTested(Tree at, ExpressionTree expression, @Nullable TypeMirror target) {
        Optional<TypeElement> wanted =
                Annotations.element(target)
                        .filter(t -> !Annotations.isFunctional(t) && !isObject(t));
        TypeMirror type = type(expression);
        boolean itself = Annotations.element(type).filter(Annotations::isFunctional).isPresent();
        Optional<TypeElement> module =
                itself || type instanceof DeclaredType d && isObject((TypeElement) d.asElement())
                        ? values.module(new TreePath(getCurrentPath(), expression))
                        : Optional.empty();
        if (wanted.isPresent() && module.isPresent()) {
            boolean known = types.isSubtype(erased(module.get()), erased(wanted.get()));
            boolean perhaps =
                    module.get().getKind() == ElementKind.INTERFACE
                            && !wanted.get().getModifiers().contains(Modifier.FINAL)
                            && (itself
                                    || !JdkMethods.isOfJdk(wanted.get())
                                    || isRecord(wanted.get()));
            if (known || perhaps) {
                reportObject(at, at, module.get());
            }
        }
    }

    /** A list of modules is a list in the twin, but not of the same class. */
    private void checkContainer(Tree at, ExpressionTree expression, @Nullable TypeMirror target) {
        TypeMirror type = type(expression);
        boolean container =
                type instanceof DeclaredType d
                        && JdkMethods.isOfJdk((TypeElement) d.asElement())
                        && ModuleValues.module(type).isPresent();
        if (container
                && target instanceof DeclaredType
                && target.getKind() != TypeKind.ERROR
                && !types.isSubtype(types.erasure(type), types.erasure(target))) {
            reportObject(
                    at,
                    "the class of " + ClassSource.bare(expression),
                    ModuleValues.module(type).get());
        }
    }

    private TypeMirror erased(TypeElement type) {
        return types.erasure(type.asType());
    }

    private static boolean isRecord(TypeElement type) {
        return type.getQualifiedName().contentEquals("java.lang.Record");
    }
}
