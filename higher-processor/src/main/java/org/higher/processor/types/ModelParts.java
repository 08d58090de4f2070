package org.higher.processor.types;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;

/**
 * Classes that hold modules and are held by models, such as records of layers, and sealed
 * interfaces of such: they have twins as if they were annotated.
 *
 * <p>They are known by their names, as elements of one round are not those of the next, and apart
 * for each compilation, whose modules are objects of its own.
 */
public final class ModelParts {
    /** For each compilation, the parts with the classes that hold them. */
    private static final Map<Element, Map<String, Set<String>>> HOLDERS =
            Collections.synchronizedMap(new WeakHashMap<>());

    private ModelParts() {}

    /** Whether a class is known to be a part of a model that is compiled here. */
    static boolean contain(Element element) {
        return element instanceof TypeElement type
                && compilation(type)
                        .map(HOLDERS::get)
                        .filter(parts -> parts.containsKey(type.getQualifiedName().toString()))
                        .isPresent();
    }

    /** Makes a class known, and the names of those that hold objects of it. */
    public static void add(TypeElement part, Set<String> holders) {
        compilation(part)
                .map(c -> HOLDERS.computeIfAbsent(c, m -> new ConcurrentHashMap<>()))
                .map(
                        parts ->
                                parts.computeIfAbsent(
                                        part.getQualifiedName().toString(),
                                        p -> ConcurrentHashMap.newKeySet()))
                .ifPresent(known -> known.addAll(holders));
    }

    /** The names of the classes that hold objects of a class; none if it is not known. */
    public static Set<String> holders(TypeElement part) {
        return compilation(part)
                .map(HOLDERS::get)
                .map(parts -> parts.get(part.getQualifiedName().toString()))
                .map(Set::copyOf)
                .orElse(Set.of());
    }

    /** The module that a class is in, in the sense of {@code module-info.java}. */
    private static Optional<Element> compilation(TypeElement type) {
        Element e = type;
        while (e != null && e.getKind() != ElementKind.MODULE) {
            e = e.getEnclosingElement();
        }
        return Optional.ofNullable(e);
    }
}
