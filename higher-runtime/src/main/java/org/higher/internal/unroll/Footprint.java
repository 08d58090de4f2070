package org.higher.internal.unroll;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.higher.array.DType;
import org.higher.internal.backend.Array;
import org.higher.internal.backend.ReleasedArray;
import org.higher.internal.reflect.Fields;
import org.higher.internal.reflect.Inert;
import org.higher.internal.reflect.Reach;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.jspecify.annotations.Nullable;

/** The memory that objects keep, through fields, elements and captured variables. */
final class Footprint {
    /** About what an object takes that is no array. */
    private static final int OBJECT = 40;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> todo = new ArrayDeque<>();
    private long bytes;

    private Footprint() {}

    /** Of arrays, each once. */
    static long of(Collection<Array> arrays) {
        Footprint footprint = new Footprint();
        arrays.forEach(footprint::add);
        return footprint.bytes;
    }

    /**
     * Of all that a graph keeps.
     *
     * @param mark nodes that are not newer are not looked through
     * @param apart arrays that others keep
     */
    static long of(Collection<?> objects, Recording.Mark mark, Collection<Array> apart) {
        Footprint footprint = new Footprint();
        footprint.seen.addAll(apart);
        objects.forEach(footprint::add);
        while (!footprint.todo.isEmpty()) {
            footprint.look(footprint.todo.removeLast(), mark);
        }
        return footprint.bytes;
    }

    private void add(@Nullable Object object) {
        if (object == null || Inert.isInert(object.getClass()) || !seen.add(object)) {
            return;
        }
        if (object instanceof SavedGradient) {
            return; // it keeps what the step starts from, and code
        }
        if (object instanceof Array array) {
            bytes += bytes(array);
        } else {
            bytes += OBJECT;
            todo.add(object);
        }
    }

    private static long bytes(Array array) {
        if (array instanceof ReleasedArray) {
            return 0;
        }
        return (array.dtype() == DType.FLOAT32 ? 4L : 8L) * array.size();
    }

    private void look(Object object, Recording.Mark mark) {
        if (object instanceof Node node && !mark.isBefore(node)) {
            return;
        }
        if (Reach.elements(object).isPresent()) {
            Reach.elements(object).orElseThrow().forEach(this::add);
            return;
        }
        for (Field field : Fields.of(object.getClass()).readable()) {
            if (!Inert.isInert(field.getType())) {
                add(Fields.get(field, object));
            }
        }
    }
}
