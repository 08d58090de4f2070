package org.higher.processor.twin.verification;

import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inheritance;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Loggers;
import org.higher.processor.verification.CopiedCode;
import org.jspecify.annotations.Nullable;

/** Calls, references and loops that give a module to code which was not copied. */
final class ModuleArguments extends ModuleScan {
    private final TypeElement model;
    private final CopiedCode copied;

    ModuleArguments(
            Context context,
            TypeElement model,
            CopiedCode copied,
            ModuleValues values,
            Problem.Sink sink) {
        super(context, values, sink);
        this.model = model;
        this.copied = copied;
    }

    /** Whether all objects of a class differ, as the bound twins of different modules do. */
    private static boolean isComparedByIdentity(TypeElement module) {
        if (module.getKind() != ElementKind.CLASS
                || module.getModifiers().contains(Modifier.ABSTRACT)) {
            return false;
        }
        return Inheritance.withSuperclasses(module)
                .noneMatch(c -> declares(c, "equals") || declares(c, "hashCode"));
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
            checkArguments(tree, method, tree.getArguments());
            checkReceiver(tree, method);
            checkFunctions(tree);
            checkCompared(tree, method);
            checkHashed(tree);
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor
                && tree.getClassBody() == null) {
            boolean data = constructor.getEnclosingElement().getKind() == ElementKind.RECORD;
            if (!data) {
                checkArguments(tree, constructor, tree.getArguments());
            }
            checkHashed(tree);
            if (Set.of("TreeSet", "TreeMap", "PriorityQueue")
                    .contains(constructor.getEnclosingElement().getSimpleName().toString())) {
                checkOrder(tree, tree.getArguments(), type(tree.getIdentifier()));
            }
        }
        return super.visitNewClass(tree, null);
    }

    private void checkArguments(
            Tree call, ExecutableElement method, List<? extends ExpressionTree> arguments) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        int last = method.getParameters().size() - 1;
        if (last < 0 || isCopied(method, owner)) {
            return;
        }
        for (int i = 0; i < arguments.size(); i++) {
            VariableElement parameter = method.getParameters().get(Math.min(i, last));
            Optional<TypeElement> module =
                    values.module(new TreePath(getCurrentPath(), arguments.get(i)));
            if (module.isPresent() && ModuleValues.module(parameter.asType()).isEmpty()) {
                checkGiven(call, method, parameter.asType(), module.get());
                if (JdkMethods.isOfJdk(owner)) {
                    checkInterface(arguments.get(i), parameter.asType());
                }
            }
        }
    }

    /** A module is given to a method that does not say so. */
    private void checkGiven(
            Tree call, ExecutableElement method, TypeMirror parameter, TypeElement module) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        String name = method.getSimpleName().toString();
        if (Loggers.areOf(owner)) {
            if (!declares(module, "toString")) {
                reportObject(call, owner.getSimpleName() + "." + name, module);
            }
        } else if (!JdkMethods.isOfJdk(owner)) {
            sink.report(
                    Message.MODULE_LEAVES,
                    call,
                    method.getKind() == ElementKind.CONSTRUCTOR
                            ? "new " + owner.getSimpleName()
                            : owner.getSimpleName() + "." + name,
                    module.getSimpleName(),
                    "make it a method of " + model.getSimpleName());
        } else if (JdkMethods.makesText(name) && !declares(module, "toString")) {
            reportObject(call, owner.getSimpleName() + "." + name, module);
        } else if (JdkMethods.isClassTest(owner, name)) {
            if (!ofLiteral(call)) {
                reportObject(call, owner.getSimpleName() + "." + name, module);
            }
        } else if (JdkMethods.compares(name, parameter) && !isComparedByIdentity(module)) {
            reportObject(call, owner.getSimpleName() + "." + name, module);
        }
    }

    /** {@code Linear.class.isInstance(o)} is copied with the class of the bound twin. */
    private static boolean ofLiteral(Tree call) {
        ExpressionTree receiver =
                call instanceof MemberReferenceTree reference
                        ? reference.getQualifierExpression()
                        : call instanceof MethodInvocationTree i
                                        && i.getMethodSelect() instanceof MemberSelectTree s
                                ? s.getExpression()
                                : null;
        return receiver != null
                && ClassSource.bare(receiver) instanceof MemberSelectTree literal
                && literal.getIdentifier().contentEquals("class");
    }

    private boolean isCopied(ExecutableElement method, TypeElement owner) {
        return copied.calls(method)
                || Annotations.isFunctional(owner)
                        && !method.getModifiers().contains(Modifier.STATIC);
    }

    /** {@code layers.equals(others)}, {@code layers.toString()}, {@code s.distinct()}. */
    private void checkReceiver(MethodInvocationTree call, ExecutableElement method) {
        String name = method.getSimpleName().toString();
        boolean compares =
                Set.of("equals", "getClass", "hashCode", "toString", "distinct").contains(name)
                        && JdkMethods.isOfJdk((TypeElement) method.getEnclosingElement());
        if (compares && call.getMethodSelect() instanceof MemberSelectTree select) {
            TreePath receiver =
                    new TreePath(new TreePath(getCurrentPath(), select), select.getExpression());
            TypeMirror type = trees.getTypeMirror(receiver);
            Optional<TypeElement> module = values.module(receiver);
            boolean itself =
                    Annotations.element(type).filter(Annotations::isFunctional).isPresent();
            boolean same =
                    (name.equals("equals") || name.equals("distinct"))
                            && module.filter(ModuleArguments::isComparedByIdentity).isPresent();
            if (module.isPresent() && !itself && !same) {
                reportObject(call, select, module.get());
            }
        }
    }

    /** {@code Collections.max(layers)}, {@code s.sorted()}. */
    private void checkCompared(MethodInvocationTree call, ExecutableElement method) {
        if (JdkMethods.needsOrder(method)) {
            checkOrder(call, call.getArguments(), null);
            if (call.getMethodSelect() instanceof MemberSelectTree select) {
                TreePath path = new TreePath(getCurrentPath(), select);
                TreePath receiver = new TreePath(path, select.getExpression());
                checkOrder(call, call.getArguments(), trees.getTypeMirror(receiver));
            }
        }
    }

    /** Modules are compared by a method of their own, as an interface that twins have not. */
    private void checkOrder(
            ExpressionTree call,
            List<? extends ExpressionTree> arguments,
            @Nullable TypeMirror other) {
        List<TypeMirror> given =
                Stream.concat(Stream.ofNullable(other), arguments.stream().map(this::type))
                        .filter(Objects::nonNull)
                        .toList();
        if (given.stream().noneMatch(t -> isSubtype(t, Comparator.class.getName()))) {
            given.stream()
                    .flatMap(t -> ModuleValues.module(t).stream())
                    .filter(m -> isSubtype(m.asType(), Comparable.class.getName()))
                    .findFirst()
                    .ifPresent(m -> reportObject(call, m.getSimpleName() + ".compareTo", m));
        }
    }

    /** A function of the model's is given modules, which it has never seen bound. */
    private void checkFunctions(MethodInvocationTree call) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)) {
            return;
        }
        TreePath receiver =
                new TreePath(new TreePath(getCurrentPath(), select), select.getExpression());
        if (values.isKept(receiver)) {
            call.getArguments().stream()
                    .flatMap(a -> values.module(new TreePath(getCurrentPath(), a)).stream())
                    .findFirst()
                    .ifPresent(m -> reportObject(call, select.getExpression(), m));
        }
        for (ExpressionTree argument : call.getArguments()) {
            TreePath path = new TreePath(getCurrentPath(), argument);
            if (values.isKept(path) && takesAnything(trees.getTypeMirror(path))) {
                ModuleValues.module(trees.getTypeMirror(receiver))
                        .ifPresent(m -> reportObject(argument, argument, m));
            }
        }
    }

    private static boolean takesAnything(TypeMirror function) {
        return ((DeclaredType) function)
                .getTypeArguments().stream()
                        .map(Object::toString)
                        .anyMatch(t -> t.equals("java.lang.Object") || t.startsWith("?"));
    }

    /** A module that is a function, an iterable or another thing, too; its twin is not. */
    private void checkInterface(ExpressionTree given, TypeMirror expected) {
        TypeMirror type = type(given);
        Optional<TypeElement> module = Annotations.element(type).filter(Annotations::isFunctional);
        Optional<TypeElement> wanted =
                Annotations.element(types.erasure(expected))
                        .filter(t -> !Annotations.isFunctional(t) && !isObject(t));
        if (module.isPresent()
                && wanted.isPresent()
                && types.isSubtype(types.erasure(module.get().asType()), types.erasure(expected))) {
            reportObject(given, given + " as " + wanted.get().getSimpleName(), module.get());
        }
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        if (tree.getInitializer() != null
                && trees.getElement(getCurrentPath()) instanceof VariableElement variable) {
            checkInterface(tree.getInitializer(), variable.asType());
        }
        return super.visitVariable(tree, null);
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        Annotations.element(type(tree.getExpression()))
                .filter(Annotations::isFunctional)
                .ifPresent(
                        m ->
                                reportObject(
                                        tree.getExpression(),
                                        tree.getExpression() + " as Iterable",
                                        m));
        return super.visitEnhancedForLoop(tree, null);
    }

    /** Sets and maps of modules as keys compare them. */
    private void checkHashed(Tree created) {
        TypeMirror type = trees.getTypeMirror(getCurrentPath());
        if (type instanceof DeclaredType declared && !declared.getTypeArguments().isEmpty()) {
            boolean hashed =
                    isSubtype(type, Set.class.getName())
                            || isSubtype(type, Map.class.getName())
                                    && !declared.toString().startsWith("java.util.IdentityHash");
            Annotations.element(declared.getTypeArguments().get(0))
                    .filter(Annotations::isFunctional)
                    .filter(m -> hashed && !isComparedByIdentity(m))
                    .ifPresent(m -> reportObject(created, type, m));
        }
    }

    private boolean isSubtype(TypeMirror type, String above) {
        TypeMirror erased = types.erasure(type);
        return erased.toString().equals(above)
                || types.directSupertypes(erased).stream().anyMatch(t -> isSubtype(t, above));
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        TypeMirror function = trees.getTypeMirror(getCurrentPath());
        Optional<TypeElement> module = ModuleValues.module(function);
        if (module.isPresent()
                && trees.getElement(getCurrentPath()) instanceof ExecutableElement method
                && method.getKind() == ElementKind.METHOD) {
            TypeElement owner = (TypeElement) method.getEnclosingElement();
            boolean unbound =
                    Set.of("equals", "hashCode", "toString", "getClass")
                                    .contains(method.getSimpleName().toString())
                            && JdkMethods.isOfJdk(owner);
            if (unbound) {
                reportObject(tree, tree, module.get());
            } else if (!isCopied(method, owner)
                    && method.getParameters().size() == 1
                    && ModuleValues.module(method.getParameters().get(0).asType()).isEmpty()) {
                checkGiven(tree, method, method.getParameters().get(0).asType(), module.get());
            }
        }
        return super.visitMemberReference(tree, null);
    }
}
