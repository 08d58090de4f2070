package org.higher.functional.support.v1;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a tree, in the order in which it is flattened: its leaves.
 *
 * <p>A tensor that occurs in several places is listed for each of them. What is null is not listed.
 * Paths are put together only if they are asked for, as that takes time.
 */
public final class Leaves {
    /**
     * What to add of an element of a container, such as {@code Leaves::parameter}.
     *
     * @param <T> the type of the elements
     */
    @FunctionalInterface
    public interface Each<T> {
        /** Adds the tensors of an element. */
        void add(Leaves out, String name, T element);
    }

    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> buffers = new ArrayList<>();
    private final List<String> parameterPaths = new ArrayList<>();
    private final List<String> bufferPaths = new ArrayList<>();
    private final Map<String, Tree> trees = new LinkedHashMap<>();
    private final boolean named;

    /** The dotted path of what is being added, with a dot at its end unless it is empty. */
    private String prefix = "";

    private Leaves(boolean named) {
        this.named = named;
    }

    /** The leaves of a tree, without paths. */
    public static Leaves of(Tree tree) {
        return of(tree, Tree::flatten);
    }

    /** The leaves of a value, without paths. */
    public static <T> Leaves of(T value, BiConsumer<? super T, Leaves> flatten) {
        return added(new Leaves(false), value, flatten);
    }

    /** The leaves of a tree with their paths. */
    public static Leaves named(Tree tree) {
        return named(tree, Tree::flatten);
    }

    /** The leaves of a value with their paths. */
    public static <T> Leaves named(T value, BiConsumer<? super T, Leaves> flatten) {
        return added(new Leaves(true), value, flatten);
    }

    private static <T> Leaves added(Leaves leaves, T value, BiConsumer<? super T, Leaves> flatten) {
        flatten.accept(value, leaves);
        return leaves;
    }

    // read by the library

    /** The parameters. */
    public List<Tensor> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** The buffers. */
    public List<Tensor> buffers() {
        return Collections.unmodifiableList(buffers);
    }

    /** The dotted path of each parameter, such as {@code layers.0.weight}. */
    public List<String> parameterPaths() {
        return Collections.unmodifiableList(parameterPaths);
    }

    /** The dotted path of each buffer. */
    public List<String> bufferPaths() {
        return Collections.unmodifiableList(bufferPaths);
    }

    /** The trees of submodules by their dotted path, outer ones first; none without paths. */
    public Map<String, Tree> trees() {
        return Collections.unmodifiableMap(trees);
    }

    // called by generated code

    /** Adds a parameter. */
    public void parameter(String name, @Nullable Tensor parameter) {
        add(name, parameter, parameters, parameterPaths);
    }

    /** Adds a buffer. */
    public void buffer(String name, @Nullable Tensor buffer) {
        add(name, buffer, buffers, bufferPaths);
    }

    private void add(
            String name, @Nullable Tensor tensor, List<Tensor> tensors, List<String> paths) {
        if (tensor == null) {
            return;
        }
        tensors.add(tensor);
        if (named) {
            paths.add(prefix + name);
        }
    }

    /** Adds what is in a tree. */
    public void tree(String name, @Nullable Tree tree) {
        if (named && tree != null) {
            trees.put(prefix + name, tree);
        }
        node(name, tree, Tree::flatten);
    }

    /** Adds what is in a value of another type, such as a record. */
    public <T> void node(String name, @Nullable T value, BiConsumer<? super T, Leaves> flatten) {
        if (value != null) {
            String outer = enter(name);
            flatten.accept(value, this);
            prefix = outer;
        }
    }

    /** Adds what is in a list; its elements are named by their index. */
    public <T> void list(String name, @Nullable List<T> elements, Each<? super T> each) {
        if (elements != null) {
            String outer = enter(name);
            int index = 0;
            for (T element : elements) {
                each.add(this, index(index++), element);
            }
            prefix = outer;
        }
    }

    /** Adds what is in the values of a map, in its order; they are named by their key. */
    public <T> void map(String name, @Nullable Map<?, T> elements, Each<? super T> each) {
        if (elements != null) {
            String outer = enter(name);
            elements.forEach((key, element) -> each.add(this, key(key), element));
            prefix = outer;
        }
    }

    /** Adds what is in an array; its elements are named by their index. */
    public <T> void array(String name, T @Nullable [] elements, Each<? super T> each) {
        if (elements != null) {
            String outer = enter(name);
            for (int i = 0; i < elements.length; i++) {
                each.add(this, index(i), elements[i]);
            }
            prefix = outer;
        }
    }

    /** Adds what an optional holds, under the optional's own name. */
    public <T> void optional(String name, @Nullable Optional<T> element, Each<? super T> each) {
        if (element != null && element.isPresent()) {
            each.add(this, name, element.get());
        }
    }

    private String enter(String name) {
        String outer = prefix;
        prefix = named ? prefix + name + "." : prefix;
        return outer;
    }

    private String index(int index) {
        return named ? Integer.toString(index) : "";
    }

    private String key(Object key) {
        if (!named) {
            return "";
        }
        return key instanceof Enum<?> constant ? constant.name() : String.valueOf(key);
    }
}
