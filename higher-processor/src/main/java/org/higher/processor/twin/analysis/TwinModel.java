package org.higher.processor.twin.analysis;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;

/**
 * All that is to be written about a model.
 *
 * @param fields the instance fields, in declaration order
 * @param layerTypes the {@code @Functional} interfaces that it implements or extends
 * @param methods the methods to copy with their rewritten bodies, in declaration order
 * @param statics the private static fields that the methods read, in declaration order
 * @param accessors a record's accessors that nobody wrote
 */
public record TwinModel(
        TypeElement type,
        List<ModelField> fields,
        List<TypeElement> layerTypes,
        Map<ExecutableElement, CodeBlock> methods,
        List<VariableElement> statics,
        List<ExecutableElement> accessors) {
    public ClassName original() {
        return ClassName.get(type);
    }

    public ClassName twin() {
        return TwinNames.twin(type);
    }

    public ClassName params() {
        return TwinNames.params(type);
    }

    public ClassName bound() {
        return TwinNames.bound(type);
    }

    public boolean isInterface() {
        return type.getKind() == ElementKind.INTERFACE;
    }

    /** The components of {@code Params}. */
    public List<ModelField> components() {
        return fields.stream().filter(ModelField::isInParams).toList();
    }

    /** The fields of {@code Bound} that its constructor gives a value. */
    public List<ModelField> assigned() {
        return fields.stream().filter(f -> f.constant().isEmpty()).toList();
    }

    public boolean has(ModelField.Role role) {
        return fields.stream().anyMatch(f -> f.role() == role);
    }

    /**
     * Whether a method can only be there to change its model, as {@code eval()} is: nothing comes
     * out, and no tensor or module goes in. A twin does not need it; it reads what was set.
     */
    public static boolean isSetting(ExecutableElement method) {
        return method.getReturnType().getKind() == TypeKind.VOID
                && !isForward(method)
                && method.getParameters().stream()
                        .flatMap(p -> Shape.mentioned(p.asType()))
                        .noneMatch(
                                t ->
                                        Annotations.isFunctional(t)
                                                || Annotations.isTensor(t.asType()));
    }

    /** The methods of the name that every model has. */
    public static boolean isForward(ExecutableElement method) {
        return method.getSimpleName().contentEquals("forward");
    }
}
