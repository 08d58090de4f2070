package org.higher.internal.reflect;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Walks everything that can be reached from an object: fields, elements, captured variables.
 *
 * <p>Nearest things first, each once.
 */
public final class Reach {
    /** Something reached, and how. */
    public record Found(Object value, String step, @Nullable Found from) {
        /** The way from the start: {@code blocks[0] -> l -> weight}. */
        public String path() {
            Deque<String> steps = new ArrayDeque<>();
            for (Found f = this; f != null; f = f.from) {
                steps.push(f.from == null || f.step.startsWith("[") ? f.step : " -> " + f.step);
            }
            return String.join("", steps);
        }
    }

    /** Looks at what is reached. */
    @FunctionalInterface
    public interface Visitor {
        /** Whether to go on to what is inside. */
        boolean visit(Found found);
    }

    private final Class<?> opaque;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> todo = new ArrayDeque<>();

    private Reach(Class<?> opaque) {
        this.opaque = opaque;
    }

    /**
     * Walks from an object that is called by a name.
     *
     * @param opaque objects of this type are neither visited nor looked into
     */
    public static void from(@Nullable Object start, String name, Class<?> opaque, Visitor visitor) {
        Reach reach = new Reach(opaque);
        reach.add(start, name, null);
        while (!reach.todo.isEmpty()) {
            Found next = reach.todo.removeFirst();
            if (visitor.visit(next)) {
                reach.addInside(next);
            }
        }
    }

    private void add(@Nullable Object value, String step, @Nullable Found from) {
        if (value != null
                && !Inert.isInert(value.getClass())
                && !opaque.isInstance(value)
                && seen.add(value)) {
            todo.addLast(new Found(value, step, from));
        }
    }

    private void addInside(Found found) {
        Object value = found.value;
        if (value instanceof Tensor) {
            return;
        }
        Optional<List<?>> elements = elements(value);
        if (elements.isPresent()) {
            int index = 0;
            for (Object element : elements.get()) {
                add(element, "[" + index++ + "]", found);
            }
            return;
        }
        for (Field field : Fields.of(value.getClass()).readable()) {
            if (!Inert.isInert(field.getType())) {
                add(Fields.get(field, value), name(field), found);
            }
        }
    }

    /** A lambda's fields are called {@code arg$1}; nobody has written that. */
    private static String name(Field field) {
        return field.getDeclaringClass().isHidden()
                ? "captured " + field.getType().getSimpleName()
                : field.getName();
    }

    /** What a container of the JDK's or an array holds; empty for anything else. */
    public static Optional<List<?>> elements(Object value) {
        if (value instanceof Object[] array) {
            return Optional.of(Collections.unmodifiableList(Arrays.asList(array)));
        }
        if (Proxy.isProxyClass(value.getClass())) {
            return Optional.of(List.of(Proxy.getInvocationHandler(value)));
        }
        if (!Inert.isOfJdk(value.getClass())) {
            return Optional.empty();
        }
        List<Object> found = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, element) -> {
                        found.add(key);
                        found.add(element);
                    });
        } else if (value instanceof Collection<?> elements) {
            found.addAll(elements);
        } else if (value instanceof Map.Entry<?, ?> entry) {
            found.add(entry.getKey());
            found.add(entry.getValue());
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(found::add);
        } else if (value instanceof AtomicReference<?> reference) {
            found.add(reference.get());
        } else if (value instanceof AtomicReferenceArray<?> array) {
            for (int i = 0; i < array.length(); i++) {
                found.add(array.get(i));
            }
        } else if (value instanceof Reference<?> reference) {
            found.add(reference.get());
        } else if (value instanceof CompletableFuture<?> future) {
            if (future.isDone() && !future.isCompletedExceptionally()) {
                found.add(future.join());
            }
        } else {
            return Optional.empty();
        }
        return Optional.of(found);
    }
}
