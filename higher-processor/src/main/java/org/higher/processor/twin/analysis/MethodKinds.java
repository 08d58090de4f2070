package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.ABSTRACT;

import javax.lang.model.element.ExecutableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;

/** What a method of a model is for, by its name and signature. */
public final class MethodKinds {
    private MethodKinds() {}

    /** The methods of the name that every model has. */
    public static boolean isForward(ExecutableElement method) {
        return method.getSimpleName().contentEquals("forward");
    }

    /**
     * Whether the twin of an interface has this method with the parameters before its arguments.
     */
    public static boolean hasParamsForward(ExecutableElement method) {
        return isForward(method)
                && method.getModifiers().contains(ABSTRACT)
                && method.getTypeParameters().isEmpty()
                && Annotations.isFunctional(method.getEnclosingElement())
                && method.getParameters().stream()
                        .noneMatch(p -> p.getSimpleName().contentEquals("params"));
    }

    /**
     * Whether a method can only be there to change its model, as {@code eval()} is: nothing comes
     * out, and no tensor or module goes in. A twin does not need it; it reads what was set.
     */
    static boolean isSetting(ExecutableElement method) {
        return method.getReturnType().getKind() == TypeKind.VOID
                && !isForward(method)
                && method.getParameters().stream()
                        .flatMap(p -> Shape.mentioned(p.asType()))
                        .noneMatch(
                                t ->
                                        Annotations.isFunctional(t)
                                                || Annotations.isTensor(t.asType()));
    }
}
