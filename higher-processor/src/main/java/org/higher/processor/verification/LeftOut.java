package org.higher.processor.verification;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;

/** Methods that are not in their model's twin, and why. */
public final class LeftOut {
    private final Map<String, String> reasons = new HashMap<>();

    public void add(ExecutableElement method, String reason) {
        reasons.put(key(method), reason);
    }

    public Optional<String> reason(ExecutableElement method) {
        return Optional.ofNullable(reasons.get(key(method)));
    }

    /** Elements of one round are not those of the next. */
    private static String key(ExecutableElement method) {
        return method.getEnclosingElement() + "." + method;
    }
}
