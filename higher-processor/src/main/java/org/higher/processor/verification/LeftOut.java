package org.higher.processor.verification;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;

/** Methods that are not in a model's twin, and why. */
public final class LeftOut {
    private final Map<String, String> reasons = new HashMap<>();

    /** A method that a model declares or inherits. */
    public void add(TypeElement model, ExecutableElement method, String reason) {
        reasons.put(key(model, method), reason);
    }

    /** Why a method is not in the twin of a model, or of the one that declares it. */
    public Optional<String> reason(TypeElement model, ExecutableElement method) {
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        return Optional.ofNullable(reasons.get(key(model, method)))
                .or(() -> Optional.ofNullable(reasons.get(key(owner, method))));
    }

    private static String key(TypeElement model, ExecutableElement method) {
        return model.getQualifiedName() + " " + method.getEnclosingElement() + "." + method;
    }
}
