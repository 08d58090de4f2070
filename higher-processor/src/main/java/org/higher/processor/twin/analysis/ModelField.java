package org.higher.processor.twin.analysis;

import com.palantir.javapoet.TypeName;
import java.util.Optional;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeVariables;

/**
 * An instance field of a model, its own or inherited, and what it is to the twin.
 *
 * @param name what it is called in the twin
 * @param type its type in the model, which may have it from a generic class
 * @param shape how it holds tensors or modules; empty for configuration
 * @param opaque whether it is configuration of a type that could hold tensors or modules
 * @param inTwin whether copied code or code outside the model can ask for it
 * @param counterpart its type in {@code Bound} if that is a copy of a private type
 * @param late whether the model may create it when it first runs
 * @param offered whether {@code Bound} has an accessor for it that the model has not
 * @param isArray whether it holds an array of ND4J, for which the twin has a tensor
 */
public record ModelField(
        VariableElement element,
        String name,
        TypeMirror type,
        Role role,
        Optional<Shape> shape,
        boolean opaque,
        boolean inTwin,
        Optional<TypeName> counterpart,
        boolean late,
        boolean offered,
        boolean isArray) {
    public enum Role {
        PARAMETER,
        BUFFER,
        MODULE,
        CONFIGURATION,
        /** What the model's code writes, and no result depends on. */
        STATE
    }

    /** Its value if the compiler knows it, as it does that of {@code final int n = 3}. */
    public Optional<Object> constant() {
        return Optional.ofNullable(element.getConstantValue());
    }

    /** Whether its value comes from the model when the twin is bound, as it is there. */
    public boolean isReadAsIs() {
        return role == Role.CONFIGURATION || role == Role.STATE && !isKeptTensor();
    }

    /** Whether it is a tensor of the last pass, of which there has been none when it is bound. */
    public boolean isKeptTensor() {
        return role == Role.STATE && (isArray || Annotations.isTensor(type));
    }

    /** Whether it is a component of {@code Params}. */
    public boolean isInParams() {
        return role != Role.CONFIGURATION && role != Role.STATE;
    }

    /** Whether its type in {@code Bound} depends on type arguments, which only its model knows. */
    public boolean isGeneric() {
        return TypeVariables.isIn(type);
    }

    /** Its type in {@code Params}; for those that are there. */
    public TypeName paramsType() {
        return shape.map(Shape::paramsType).orElseThrow();
    }

    /** What {@code Leaves} and {@code LeafSource} call its tensors. */
    public String leaf() {
        return role == Role.BUFFER ? "buffer" : "parameter";
    }

    /** Its type in {@code Bound}. */
    public TypeName boundType() {
        return counterpart
                .or(() -> shape.filter(s -> !isGeneric()).map(Shape::boundType))
                .orElseGet(() -> isArray ? Annotations.TENSOR : TwinNames.BOUND.of(type));
    }
}
