package org.higher.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Things within collections within collections. */
public final class Nested {
    private Nested() {}

    /**
     * What is inside, in order, without the containers.
     *
     * <p>Containers are maps (whose values are taken), lists, sets and whatever else is iterable,
     * arrays of objects, optionals, and trees of parameters (whose leaves are taken). Anything else
     * is content. Null and an empty optional hold nothing.
     */
    public static List<Object> flatten(@Nullable Object nested) {
        List<Object> found = new ArrayList<>();
        collect(nested, found);
        return List.copyOf(found);
    }

    /**
     * The tensors inside, in order; see {@link #flatten}.
     *
     * @throws IllegalArgumentException if there is anything else inside
     */
    public static List<Tensor> tensors(@Nullable Object nested) {
        List<Tensor> tensors = new ArrayList<>();
        for (Object content : flatten(nested)) {
            if (!(content instanceof Tensor tensor)) {
                throw new IllegalArgumentException(
                        "tensors: element "
                                + tensors.size()
                                + " is a "
                                + content.getClass().getName()
                                + ", no tensor; use flatten for mixed contents");
            }
            tensors.add(tensor);
        }
        return List.copyOf(tensors);
    }

    private static void collect(@Nullable Object nested, List<Object> found) {
        if (nested == null) {
            return;
        }
        if (nested instanceof Map<?, ?> map) {
            map.values().forEach(value -> collect(value, found));
        } else if (nested instanceof Iterable<?> elements) {
            elements.forEach(element -> collect(element, found));
        } else if (nested instanceof Object[] elements) {
            for (Object element : elements) {
                collect(element, found);
            }
        } else if (nested instanceof Optional<?> optional) {
            optional.ifPresent(value -> collect(value, found));
        } else if (nested instanceof ParamTree tree) {
            found.addAll(tree.leaves());
        } else {
            found.add(nested);
        }
    }
}
