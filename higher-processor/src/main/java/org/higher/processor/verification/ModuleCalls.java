package org.higher.processor.verification;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
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
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Inheritance;
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
        if (meaning instanceof VariableElement field) {
            inspectField(path, field, sink);
        }
        if (!(meaning instanceof ExecutableElement method) || !isCall(path, method)) {
            return;
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        if (OF_OBJECT.contains(method.getSimpleName().toString()) && isNotWritten(method)) {
            receiver(path)
                    .filter(module -> !isOwnClass(path, method, module))
                    .filter(Annotations::isFunctional)
                    .ifPresent(module -> reportObject(path, method, module, sink));
            return;
        }
        TypeElement receiver = receiver(path).filter(Annotations::isFunctional).orElse(type);
        Optional<String> reason =
                method.getModifiers().contains(Modifier.STATIC)
                        ? Optional.empty()
                        : leftOut.reason(receiver, method);
        if (reason.isPresent()) {
            sink.report(
                    Message.METHOD_NOT_IN_TWIN,
                    path.getLeaf(),
                    method,
                    receiver.getSimpleName(),
                    reason.get());
        } else if (Annotations.isFunctional(owner)) {
            return;
        } else if (isOfOther(path, method)) {
            if (!has(receiver, method)) {
                reportAbsent(path, method, receiver, sink);
            }
        } else if (!copied.calls(method)) {
            modulesIn(method).findFirst().ifPresent(m -> reportForeign(path, method, m, sink));
        }
    }

    private void reportForeign(
            TreePath path, ExecutableElement method, TypeElement module, Problem.Sink sink) {
        sink.report(
                Message.MODULE_LEAVES,
                path.getLeaf(),
                name((TypeElement) method.getEnclosingElement(), method),
                module.getSimpleName(),
                "make it a method of " + type.getSimpleName());
    }

    /** {@code this.getClass()}, which is copied as the class that it is. */
    private boolean isOwnClass(TreePath path, ExecutableElement method, TypeElement module) {
        return method.getSimpleName().contentEquals("getClass")
                && module.getQualifiedName().contentEquals(type.getQualifiedName())
                && type.getKind().isClass()
                && path.getLeaf() instanceof MemberSelectTree select
                && isSelf(select.getExpression());
    }

    /** A field of another module, which its twin need not have. */
    private void inspectField(TreePath path, VariableElement field, Problem.Sink sink) {
        boolean self = Set.of("this", "super").contains(field.getSimpleName().toString());
        if (field.getKind() != ElementKind.FIELD || self || !isOfOther(path, field)) {
            return;
        }
        receiver(path)
                .filter(m -> !m.equals(field.getEnclosingElement()) && !has(m, field))
                .ifPresent(m -> reportAbsent(path, field, m, sink));
    }

    private static void reportAbsent(
            TreePath path, Element member, TypeElement module, Problem.Sink sink) {
        sink.report(
                Message.INHERITED_MEMBER,
                path.getLeaf(),
                member,
                member.getEnclosingElement(),
                module.getSimpleName(),
                module.getSimpleName());
    }

    /** Whether a member is that of another module than the one whose code this is. */
    private boolean isOfOther(TreePath path, Element member) {
        boolean self =
                path.getLeaf() instanceof MemberSelectTree select && isSelf(select.getExpression());
        return !self
                && !member.getModifiers().contains(Modifier.STATIC)
                && !member.getEnclosingElement().toString().equals("java.lang.Object")
                && receiver(path)
                        .filter(Annotations::isFunctional)
                        .filter(m -> !Nesting.isInBody(m))
                        .isPresent();
    }

    private static boolean isSelf(ExpressionTree receiver) {
        ExpressionTree bare = ClassSource.bare(receiver);
        boolean self =
                bare instanceof IdentifierTree i && i.getName().contentEquals("this")
                        || bare instanceof MemberSelectTree s
                                && s.getIdentifier().contentEquals("this");
        return self || ClassSource.isSuper(bare);
    }

    /** Whether the twin of a module, where there is one, has a member that code here can use. */
    private boolean has(TypeElement module, Element member) {
        TypeElement bound = elements.getTypeElement(TwinNames.bound(module).canonicalName());
        if (bound == null) {
            return true; // it has errors of its own
        }
        Stream<? extends Element> members =
                member instanceof ExecutableElement
                        ? Inheritance.methods(bound)
                        : ElementFilter.fieldsIn(elements.getAllMembers(bound)).stream();
        return members.filter(m -> m.getSimpleName().equals(member.getSimpleName()))
                .filter(m -> Inaccessible.of(m, type, elements).isEmpty())
                .anyMatch(m -> arguments(m) == arguments(member));
    }

    private static int arguments(Element member) {
        return member instanceof ExecutableElement method ? method.getParameters().size() : 0;
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
