package org.higher.processor.types;

import com.palantir.javapoet.ClassName;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import org.higher.annotations.support.GeneratedName;

/** What the twin of a type and its parts are called. */
public final class TwinNames {
    /** Types inside {@code Bound}: modules are bound ones there, all other types are themselves. */
    public static final TypeNames BOUND =
            new TypeNames(
                    type -> Annotations.isFunctional(type) ? bound(type) : ClassName.get(type));

    /** The same inside the twin of a model that is written on ND4J's arrays. */
    private static final TypeNames ON_ARRAYS =
            new TypeNames(type -> Nd4j.isArray(type) ? Annotations.TENSOR : BOUND.of(type));

    private TwinNames() {}

    /** Types inside the {@code Bound} of a model. */
    public static TypeNames inside(Element model) {
        return Nd4j.isWrittenOn(model) ? ON_ARRAYS : BOUND;
    }

    public static ClassName twin(TypeElement model) {
        return TypeNames.generated(GeneratedName.TWIN, model);
    }

    public static ClassName params(TypeElement model) {
        return twin(model).nestedClass("Params");
    }

    public static ClassName bound(TypeElement model) {
        return twin(model).nestedClass("Bound");
    }
}
