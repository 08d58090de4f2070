package org.higher.processor.verification;

import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/**
 * Looks at the calls in copied code once javac knows which methods they mean: modules are bound
 * twins there, which other methods and other models may not take or have.
 */
public final class ModuleCalls implements Verifier.Inspection {
    /** What every object has; a module's and its twin's differ. */
    private static final Set<String> OF_OBJECT =
            Set.of("getClass", "equals", "hashCode", "toString");

    private final Elements elements;
    private final Trees trees;
    private final TypeElement type;
    private final CopiedCode copied;
    private final LeftOut leftOut;

    private ModuleCalls(
            Elements elements, Trees trees, LeftOut leftOut, TypeElement type, CopiedCode copied) {
        this.elements = elements;
        this.trees = trees;
        this.leftOut = leftOut;
        this.type = type;
        this.copied = copied;
    }

    /** For code that was copied for the twin of a type. */
    public static ModuleCalls of(
            Elements elements, Trees trees, LeftOut leftOut, TypeElement type, CopiedCode copied) {
        return new ModuleCalls(elements, trees, leftOut, type, copied);
    }

    @Override
    public void inspect(TreePath path, Element meaning, Problem.Sink sink) {
        if (!(meaning instanceof ExecutableElement method) || !isCall(path, method)) {
            return;
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        if (OF_OBJECT.contains(method.getSimpleName().toString()) && isNotWritten(method)) {
            receiver(path)
                    .filter(Annotations::isFunctional)
                    .ifPresent(module -> reportObject(path, method, module, sink));
            return;
        }
        if (Annotations.isFunctional(owner)) {
            Optional<String> reason = leftOut.reason(method);
            reason.ifPresent(
                    r ->
                            sink.report(
                                    Message.METHOD_NOT_IN_TWIN,
                                    path.getLeaf(),
                                    method,
                                    owner.getSimpleName(),
                                    r));
        } else if (isInherited(path, method, owner)) {
            receiver(path)
                    .filter(Annotations::isFunctional)
                    .ifPresent(
                            module ->
                                    sink.report(
                                            Message.INHERITED_MEMBER,
                                            path.getLeaf(),
                                            method,
                                            owner,
                                            module.getSimpleName()));
        } else if (!copied.has(method)) {
            modulesIn(method)
                    .findFirst()
                    .ifPresent(
                            module ->
                                    sink.report(
                                            Message.MODULE_LEAVES,
                                            path.getLeaf(),
                                            name(owner, method),
                                            module.getSimpleName(),
                                            "make it a method of " + type.getSimpleName()));
        }
    }

    /** A method that a module has from a class or interface without a twin. */
    private boolean isInherited(TreePath path, ExecutableElement method, TypeElement owner) {
        return !method.getModifiers().contains(Modifier.STATIC)
                && !owner.getQualifiedName().contentEquals("java.lang.Object")
                && receiver(path)
                        .filter(Annotations::isFunctional)
                        .filter(m -> !Nesting.isInBody(m) && !m.equals(owner))
                        .isPresent();
    }

    /** The modules that a method can be given. */
    private static Stream<TypeElement> modulesIn(ExecutableElement method) {
        Stream<TypeMirror> types =
                Stream.concat(
                        method.getParameters().stream().map(Element::asType),
                        method.getTypeParameters().stream().flatMap(p -> p.getBounds().stream()));
        return types.flatMap(Shape::mentioned).filter(Annotations::isFunctional);
    }

    /** Whether a method takes or returns modules, so that it works with one class of them only. */
    public static boolean seesModules(ExecutableElement method) {
        return modulesIn(method).findAny().isPresent()
                || Shape.mentioned(method.getReturnType()).anyMatch(Annotations::isFunctional);
    }

    /** Whether a method is that of every object or record, and not one that a module declares. */
    private boolean isNotWritten(ExecutableElement method) {
        String owner = method.getEnclosingElement().toString();
        return owner.equals("java.lang.Object")
                || owner.equals("java.lang.Record")
                || isOfEveryRecord(method)
                || elements.getOrigin(method) != Elements.Origin.EXPLICIT;
    }

    /** Whether the compiler wrote a record's method: final, as nobody writes them by hand. */
    public static boolean isOfEveryRecord(ExecutableElement method) {
        return method.getEnclosingElement().getKind() == ElementKind.RECORD
                && method.getModifiers().contains(Modifier.FINAL);
    }

    /** The type of what a method is called on. */
    private Optional<TypeElement> receiver(TreePath call) {
        return call.getLeaf() instanceof MemberSelectTree select
                ? Annotations.element(
                        trees.getTypeMirror(new TreePath(call, select.getExpression())))
                : Optional.empty();
    }

    private static void reportObject(
            TreePath path, ExecutableElement method, TypeElement module, Problem.Sink sink) {
        sink.report(
                Message.MODULE_OBJECT,
                path.getLeaf(),
                method,
                TwinNames.twin(module).simpleName() + ".Bound",
                module.getSimpleName());
    }

    private static boolean isCall(TreePath path, ExecutableElement method) {
        return method.getKind() == ElementKind.CONSTRUCTOR
                || method.getKind() == ElementKind.METHOD
                        && path.getParentPath().getLeaf() instanceof MethodInvocationTree;
    }

    /** As a message names it. */
    private static String name(TypeElement owner, ExecutableElement method) {
        return method.getKind() == ElementKind.CONSTRUCTOR
                ? "new " + owner.getSimpleName()
                : owner.getSimpleName() + "." + method.getSimpleName();
    }
}
