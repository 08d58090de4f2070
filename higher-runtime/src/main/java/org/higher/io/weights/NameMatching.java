package org.higher.io.weights;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of a file's names is which of a model's.
 *
 * <p>Those that are equal are the same. Of the others, {@code selfAttn} is {@code self_attn}, if
 * there is but one of each on either side that would do.
 */
final class NameMatching {
    private NameMatching() {}

    /** The file's name of each of the model's that it has. */
    static Map<String, String> match(Collection<String> wanted, Collection<String> given) {
        Map<String, String> matched = new LinkedHashMap<>();
        Set<String> left = new LinkedHashSet<>(given);
        Set<String> open = new LinkedHashSet<>();
        for (String name : wanted) {
            if (left.remove(name)) {
                matched.put(name, name);
            } else if (!matched.containsKey(name)) {
                open.add(name);
            }
        }
        Map<String, List<String>> candidates = bySnakeCase(left);
        bySnakeCase(open)
                .forEach(
                        (key, names) -> {
                            List<String> found = candidates.getOrDefault(key, List.of());
                            if (names.size() == 1 && found.size() == 1) {
                                matched.put(names.get(0), found.get(0));
                            }
                        });
        return matched;
    }

    private static Map<String, List<String>> bySnakeCase(Collection<String> names) {
        Map<String, List<String>> found = new HashMap<>();
        for (String name : names) {
            found.computeIfAbsent(SnakeCase.of(name), key -> new ArrayList<>()).add(name);
        }
        return found;
    }
}
