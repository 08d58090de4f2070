package org.higher.processor.twin;

import com.palantir.javapoet.ClassName;
import javax.lang.model.element.TypeElement;
import org.higher.processor.source.Annotations;
import org.higher.processor.stage.TypeNames;

/** What the twin of a type and its parts are called. */
final class TwinNames {
    /** Types inside {@code Bound}: modules are bound ones there, all other types are themselves. */
    static final TypeNames BOUND =
            new TypeNames(
                    type -> Annotations.isFunctional(type) ? bound(type) : ClassName.get(type));

    private TwinNames() {}

    static ClassName twin(TypeElement model) {
        return TypeNames.generated("Functional", model);
    }

    static ClassName params(TypeElement model) {
        return twin(model).nestedClass("Params");
    }

    static ClassName bound(TypeElement model) {
        return twin(model).nestedClass("Bound");
    }
}
