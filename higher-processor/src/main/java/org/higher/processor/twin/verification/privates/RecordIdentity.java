package org.higher.processor.twin.verification.privates;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Finds where code uses the identity of records and other values that are made of the original's:
 * one that is read twice becomes two. An enum has no such trouble, but for its hash code.
 */
final class RecordIdentity extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private static final Set<String> TELLING =
            Set.of("identityHashCode", "compareAndSet", "compareAndExchange", "refersTo");

    private final Context context;
    private final PrivateTypeUses uses;
    private final Set<String> converted;
    private final PrivateTypeUses.Refusal refusal;
    private final Problem.Sink sink;

    RecordIdentity(
            Context context,
            PrivateTypeUses uses,
            Set<String> converted,
            PrivateTypeUses.Refusal refusal,
            Problem.Sink sink) {
        this.context = context;
        this.uses = uses;
        this.converted = converted;
        this.refusal = refusal;
        this.sink = sink;
    }

    /** The names of records that values of some types may be or hold. */
    static Set<String> in(Collection<TypeMirror> types) {
        Set<String> found = new LinkedHashSet<>();
        types.stream().flatMap(Shape::mentioned).forEach(t -> collect(t, found));
        return found;
    }

    private static void collect(TypeElement type, Set<String> found) {
        if (type.getKind() == ElementKind.RECORD && found.add(type.getQualifiedName().toString())) {
            ElementFilter.fieldsIn(type.getEnclosedElements()).stream()
                    .flatMap(f -> Shape.mentioned(f.asType()))
                    .forEach(t -> collect(t, found));
        }
    }

    private @Nullable TypeMirror type(Tree child) {
        return context.javac().trees().getTypeMirror(new TreePath(getCurrentPath(), child));
    }

    /** The copied record that a value of a type may be. */
    private Optional<TypeElement> record(@Nullable TypeMirror type) {
        TypeMirror bound = type instanceof TypeVariable v ? v.getUpperBound() : type;
        return bound instanceof DeclaredType
                ? converted.stream()
                        .map(context.elements()::getTypeElement)
                        .filter(Objects::nonNull)
                        .filter(r -> uses.mayBe(r, bound))
                        .findFirst()
                : Optional.empty();
    }

    private void refuse(Tree at, TypeElement type) {
        if (uses.copied(type.asType()).isPresent()) {
            refusal.refuse(at, type, "its copies are objects of their own: " + at);
        } else {
            sink.report(Message.VALUE_IDENTITY, at, at, type.getSimpleName());
        }
    }

    @Override
    public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        if (tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO) {
            record(type(tree.getLeftOperand()))
                    .filter(r -> record(type(tree.getRightOperand())).isPresent())
                    .ifPresent(r -> refuse(tree, r));
        }
        return super.visitBinary(tree, null);
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void unused) {
        record(type(tree.getExpression())).ifPresent(r -> refuse(tree.getExpression(), r));
        return super.visitSynchronized(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        TypeMirror made = type(tree.getIdentifier());
        if (isOf(made, "java.util.IdentityHashMap")
                && context.javac().trees().getTypeMirror(getCurrentPath())
                        instanceof DeclaredType map) {
            map.getTypeArguments().stream()
                    .limit(1)
                    .flatMap(key -> record(key).stream())
                    .forEach(r -> refuse(tree, r));
        }
        return super.visitNewClass(tree, null);
    }

    private boolean isOf(@Nullable TypeMirror type, String name) {
        return type != null && context.types().erasure(type).toString().equals(name);
    }

    /** {@code System.identityHashCode(setting)}, {@code act.hashCode()}. */
    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        Element method = context.javac().trees().getElement(getCurrentPath());
        String name = method == null ? "" : method.getSimpleName().toString();
        if (TELLING.contains(name) || name.startsWith("weakCompareAndSet")) {
            for (ExpressionTree argument : tree.getArguments()) {
                enumOrRecord(type(argument)).ifPresent(t -> refuse(tree, t));
            }
        } else if (name.equals("hashCode")
                && tree.getMethodSelect() instanceof MemberSelectTree select) {
            TreePath path = new TreePath(getCurrentPath(), select);
            TreePath receiver = new TreePath(path, select.getExpression());
            copiedEnum(context.javac().trees().getTypeMirror(receiver))
                    .ifPresent(t -> refuse(tree, t));
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        TypeMirror function = context.javac().trees().getTypeMirror(getCurrentPath());
        boolean hash =
                tree.getName().contentEquals("identityHashCode")
                        || tree.getName().contentEquals("hashCode");
        if (hash && function instanceof DeclaredType declared) {
            List<? extends TypeMirror> given = declared.getTypeArguments();
            given.stream()
                    .flatMap(
                            t ->
                                    tree.getName().contentEquals("hashCode")
                                            ? copiedEnum(t).stream()
                                            : enumOrRecord(t).stream())
                    .findFirst()
                    .ifPresent(t -> refuse(tree, t));
        }
        return super.visitMemberReference(tree, null);
    }

    private Optional<TypeElement> enumOrRecord(@Nullable TypeMirror type) {
        return record(type).or(() -> copiedEnum(type));
    }

    /** An enum's hash code is that of its identity. */
    private Optional<TypeElement> copiedEnum(@Nullable TypeMirror type) {
        return Stream.ofNullable(type)
                .flatMap(t -> uses.copied(t).stream())
                .filter(t -> t.getKind() == ElementKind.ENUM)
                .findFirst();
    }
}
