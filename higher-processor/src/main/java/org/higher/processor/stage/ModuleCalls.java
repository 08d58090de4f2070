package org.higher.processor.stage;

import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.source.Annotations;
import org.higher.processor.source.Verifier;

/**
 * Looks at the calls in copied code once javac knows which methods they mean: modules are bound
 * twins there, which other methods and other models may not take or have.
 */
public final class ModuleCalls implements Verifier.Inspection {
    private final TypeElement type;
    private final Set<String> copied;
    private final LeftOut leftOut;

    /** For methods that were copied from a type. */
    public ModuleCalls(Context context, TypeElement type, Collection<ExecutableElement> copied) {
        this.type = type;
        this.copied = copied.stream().map(Object::toString).collect(Collectors.toSet());
        this.leftOut = context.leftOut();
    }

    @Override
    public void inspect(TreePath path, Element meaning, Problem.Sink sink) {
        if (!(meaning instanceof ExecutableElement method)
                || method.getKind() != ElementKind.METHOD
                || !(path.getParentPath().getLeaf() instanceof MethodInvocationTree)) {
            return;
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
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
        } else if (!isOwn(owner, method)) {
            method.getParameters().stream()
                    .flatMap(p -> Shape.mentioned(p.asType()))
                    .filter(Annotations::isFunctional)
                    .findFirst()
                    .ifPresent(
                            module ->
                                    sink.report(
                                            Message.MODULE_LEAVES,
                                            path.getLeaf(),
                                            owner.getSimpleName() + "." + method.getSimpleName(),
                                            module.getSimpleName(),
                                            type.getSimpleName()));
        }
    }

    /** Whether a method was copied, or is inside what was. */
    private boolean isOwn(TypeElement owner, ExecutableElement method) {
        boolean local = owner.getNestingKind().isNested() && owner.getQualifiedName().isEmpty();
        return local
                || owner.toString().equals(type.toString()) && copied.contains(method.toString());
    }
}
