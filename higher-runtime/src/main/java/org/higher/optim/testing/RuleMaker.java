package org.higher.optim.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.higher.array.DType;
import org.higher.optim.Key;
import org.higher.optim.Optimizers;
import org.higher.optim.Overrides;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * Makes rules like a given one, with other numbers.
 *
 * <p>A record is made by its differentiable version. For another class, a constructor is looked for
 * that makes the same rule out of what is in the rule's fields.
 */
final class RuleMaker<R extends UpdateRule<?>> {
    /** How many ways to call constructors are tried. */
    private static final int ATTEMPTS = 5000;

    private final R rule;
    private final List<Key<R>> keys;
    private final List<Field> fields = new ArrayList<>();
    private int attempts;

    /** A constructor, its arguments, and which of them are the numbers of the keys. */
    private record Call(Constructor<?> constructor, Object[] arguments, int[] numbers) {}

    private final Optional<Call> call;

    RuleMaker(R rule, List<Key<R>> keys) {
        this.rule = rule;
        this.keys = keys;
        this.call = rule.getClass().isRecord() ? Optional.empty() : find();
    }

    /** The rule; empty if the numbers are out of its range, or it cannot be made. */
    Optional<R> make(double[] numbers) {
        return RuleCheck.attempt(
                () -> rule.getClass().isRecord() ? record(numbers) : called(numbers));
    }

    private R record(double[] numbers) {
        Overrides<R> overrides = Overrides.none();
        for (int i = 0; i < numbers.length; i++) {
            overrides = overrides.with(keys.get(i), Tensor.scalar(numbers[i], DType.FLOAT64));
        }
        List<Tensor> params = List.of(Tensor.parameter(Tensor.scalar(0, DType.FLOAT64)));
        return Optimizers.create(params, rule).rules(overrides).get(0);
    }

    private R called(double[] numbers) {
        Call found = call.orElseThrow(() -> new IllegalStateException("no constructor"));
        Object[] arguments = found.arguments().clone();
        for (int i = 0; i < numbers.length; i++) {
            int at = found.numbers()[i];
            boolean narrow = found.constructor().getParameterTypes()[at] == float.class;
            arguments[at] = narrow ? (Object) (float) numbers[i] : (Object) numbers[i];
        }
        return construct(found.constructor(), arguments).orElseThrow(IllegalStateException::new);
    }

    // ---- the constructor

    private Optional<Call> find() {
        try {
            for (Field field : rule.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
            return Arrays.stream(rule.getClass().getDeclaredConstructors())
                    .filter(c -> !c.isSynthetic())
                    .peek(c -> c.setAccessible(true))
                    .flatMap(c -> find(c, new Object[c.getParameterCount()], 0).stream())
                    .findFirst();
        } catch (InaccessibleObjectException e) {
            return Optional.empty();
        }
    }

    private Optional<Call> find(Constructor<?> constructor, Object[] arguments, int from) {
        if (from == arguments.length) {
            return attempts++ < ATTEMPTS ? fitting(constructor, arguments) : Optional.empty();
        }
        for (Field field : fields) {
            if (constructor.getParameterTypes()[from] == field.getType() && attempts < ATTEMPTS) {
                arguments[from] = read(field, rule);
                Optional<Call> found = find(constructor, arguments, from + 1);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Call> fitting(Constructor<?> constructor, Object[] arguments) {
        Optional<R> same = construct(constructor, arguments);
        if (same.isEmpty() || !isSame(same.get())) {
            return Optional.empty();
        }
        int[] numbers = new int[keys.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = argumentOf(i, constructor, arguments);
            if (numbers[i] < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new Call(constructor, arguments.clone(), numbers));
    }

    /** The argument that is this number and none of the others. */
    private int argumentOf(int key, Constructor<?> constructor, Object[] arguments) {
        for (int at = 0; at < arguments.length; at++) {
            if (arguments[at] instanceof Double || arguments[at] instanceof Float) {
                for (double factor : new double[] {1.01, 0.99}) {
                    Object[] other = arguments.clone();
                    double value = ((Number) arguments[at]).doubleValue() * factor + 1e-3;
                    boolean narrow = arguments[at] instanceof Float;
                    other[at] = narrow ? (Object) (float) value : (Object) value;
                    double expected = ((Number) other[at]).doubleValue();
                    Optional<R> moved = construct(constructor, other);
                    if (moved.isPresent() && isOnly(key, moved.get(), expected)) {
                        return at;
                    }
                }
            }
        }
        return -1;
    }

    private boolean isOnly(int key, R moved, double value) {
        for (int i = 0; i < keys.size(); i++) {
            double expected = i == key ? value : keys.get(i).of(rule);
            if (keys.get(i).of(moved) != expected) {
                return false;
            }
        }
        return true;
    }

    private boolean isSame(R other) {
        return fields.stream()
                .filter(f -> f.getType().isPrimitive())
                .allMatch(f -> Objects.equals(read(f, rule), read(f, other)));
    }

    @SuppressWarnings("unchecked") // a constructor of the rule's class
    private Optional<R> construct(Constructor<?> constructor, Object[] arguments) {
        try {
            return Optional.of((R) constructor.newInstance(arguments));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Object read(Field field, Object of) {
        try {
            return field.get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it has been made accessible
        }
    }
}
