package org.higher.processor.twin.hierarchy;

import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;

/** What a method of a model is for, by its name and signature. */
public final class MethodKinds {
    private MethodKinds() {}

    /** Whether it has the name that the entry points of models have. */
    public static boolean isForward(ExecutableElement method) {
        return method.getSimpleName().contentEquals("forward");
    }

    /**
     * Whether a method can only be there to change its model, as {@code eval()} is: nothing comes
     * out, and no tensor or module goes in. A twin does not need it; it reads what was set.
     */
    public static boolean isSetting(ExecutableElement method) {
        return isSetting((TypeElement) method.getEnclosingElement(), method);
    }

    /** The same of a method that a model has, be it inherited. */
    public static boolean isSetting(TypeElement model, ExecutableElement method) {
        return method.getReturnType().getKind() == TypeKind.VOID
                && !EntryPoints.contain(model, method)
                && method.getParameters().stream()
                        .flatMap(p -> Shape.mentioned(p.asType()))
                        .noneMatch(
                                t ->
                                        Annotations.isFunctional(t)
                                                || Annotations.isTensor(t.asType())
                                                || Nd4j.isArray(t));
    }
}
