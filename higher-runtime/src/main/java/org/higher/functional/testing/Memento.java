package org.higher.functional.testing;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.support.v1.Leaves;
import org.higher.internal.reflect.Fields;
import org.higher.internal.reflect.Inert;
import org.higher.internal.reflect.Reach;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A snapshot of what a model's passes may change: values of tensors, fields, elements. */
final class Memento {
    private final List<Runnable> restoring = new ArrayList<>();

    private Memento() {}

    /** Takes down the state of a model, whose parameters and buffers are in a tree. */
    static Memento of(Object model, ParamTree tree) {
        Memento memento = new Memento();
        Reach.from(
                model,
                "model",
                FunctionalModule.class,
                found -> {
                    memento.add(found.value());
                    return true;
                });
        Leaves leaves = Leaves.of(tree);
        leaves.parameters().forEach(memento::addValues);
        leaves.buffers().forEach(memento::addValues);
        return memento;
    }

    /** Puts everything back. */
    void restore() {
        restoring.forEach(Runnable::run);
    }

    private void addValues(Tensor tensor) {
        if (tensor.isLeaf()) {
            Tensor saved = tensor.detach();
            restoring.add(
                    () -> {
                        if (Difference.tensors(saved, tensor, "").isPresent()) {
                            tensor.assign(saved);
                        }
                    });
        }
    }

    private void add(Object value) {
        if (value instanceof Object[] array) {
            Object[] saved = array.clone();
            restoring.add(() -> System.arraycopy(saved, 0, array, 0, saved.length));
        } else if (Inert.isOfJdk(value.getClass())) {
            addContainer(value);
        } else if (!(value instanceof Tensor)) {
            Fields.of(value.getClass()).readable().forEach(field -> addField(field, value));
        }
    }

    /** Containers that nobody changed are left alone; many could not be written to. */
    private void addContainer(Object value) {
        if (value instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked") // gets back what it held
            Map<Object, Object> map = (Map<Object, Object>) value;
            Map<Object, Object> saved = new LinkedHashMap<>(map);
            restoring.add(
                    () -> {
                        if (!same(map.values(), saved.values())) {
                            map.clear();
                            map.putAll(saved);
                        }
                    });
        } else if (value instanceof Collection<?>) {
            @SuppressWarnings("unchecked") // gets back what it held
            Collection<Object> elements = (Collection<Object>) value;
            List<Object> saved = new ArrayList<>(elements);
            restoring.add(
                    () -> {
                        if (!same(elements, saved)) {
                            elements.clear();
                            elements.addAll(saved);
                        }
                    });
        }
    }

    private static boolean same(Collection<?> now, Collection<?> before) {
        List<?> others = new ArrayList<>(before);
        int index = 0;
        for (Object element : now) {
            if (index >= others.size() || element != others.get(index++)) {
                return false;
            }
        }
        return index == others.size();
    }

    private void addField(Field field, Object owner) {
        Object saved = Fields.get(field, owner);
        if (saved != null && saved.getClass().isArray() && !(saved instanceof Object[])) {
            int length = Array.getLength(saved);
            Object numbers = Array.newInstance(saved.getClass().getComponentType(), length);
            System.arraycopy(saved, 0, numbers, 0, length);
            restoring.add(() -> System.arraycopy(numbers, 0, saved, 0, length));
        }
        if (Modifier.isFinal(field.getModifiers())) {
            return;
        }
        restoring.add(
                () -> {
                    Object now = Fields.get(field, owner);
                    boolean same =
                            field.getType().isPrimitive()
                                    ? Objects.equals(saved, now)
                                    : saved == now;
                    if (!same) {
                        set(field, owner, saved);
                    }
                });
    }

    private static void set(Field field, Object owner, @Nullable Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it has been made accessible
        }
    }
}
