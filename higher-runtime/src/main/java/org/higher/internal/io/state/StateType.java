package org.higher.internal.io.state;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.optim.JointRule;
import org.higher.optim.UpdateRule;

/**
 * A type with its arguments, such as {@code Optional<Tensor>}; the argument of an array is the type
 * of its elements.
 */
public record StateType(Class<?> raw, List<StateType> arguments) {
    /**
     * What a rule declares its state to be.
     *
     * <p>Empty where that is a type variable, or declared by a supertype of the rule's.
     */
    public static Optional<StateType> of(UpdateRule<?> rule) {
        return Arrays.stream(rule.getClass().getGenericInterfaces())
                .filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast)
                .filter(
                        type ->
                                type.getRawType() == UpdateRule.class
                                        || type.getRawType() == JointRule.class)
                .map(type -> type.getActualTypeArguments()[0])
                .filter(state -> !(state instanceof TypeVariable<?>))
                .map(state -> of(state, Map.of()))
                .findFirst();
    }

    public static StateType of(Class<?> type) {
        return of(type, Map.of());
    }

    private static StateType of(Type type, Map<TypeVariable<?>, StateType> variables) {
        if (type instanceof ParameterizedType p) {
            return new StateType(
                    (Class<?>) p.getRawType(),
                    Arrays.stream(p.getActualTypeArguments()).map(a -> of(a, variables)).toList());
        }
        if (type instanceof GenericArrayType a) {
            StateType element = of(a.getGenericComponentType(), variables);
            return new StateType(Array.newInstance(element.raw(), 0).getClass(), List.of(element));
        }
        if (type instanceof WildcardType w) {
            return of(w.getUpperBounds()[0], variables);
        }
        if (type instanceof Class<?> c) {
            return new StateType(
                    c, c.isArray() ? List.of(of(c.getComponentType(), variables)) : List.of());
        }
        return variables.getOrDefault(type, new StateType(Object.class, List.of()));
    }

    /** The types of a record's components by name, in order. */
    Map<String, StateType> components() {
        Map<TypeVariable<?>, StateType> variables = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            variables.put(raw.getTypeParameters()[i], arguments.get(i));
        }
        Map<String, StateType> components = new LinkedHashMap<>();
        for (RecordComponent c : raw.getRecordComponents()) {
            components.put(c.getName(), of(c.getGenericType(), variables));
        }
        return components;
    }

    /** The last argument: of the elements of a container. */
    StateType element() {
        return arguments.isEmpty()
                ? new StateType(Object.class, List.of())
                : arguments.get(arguments.size() - 1);
    }

    @Override
    public String toString() {
        return raw.getSimpleName();
    }
}
