package org.higher.processor.twin.writing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.types.Annotations;

/** Sealed layer types stay sealed, so that a switch over all layers is one over all twins too. */
final class Sealing {
    private Sealing() {}

    /** The models that a sealed interface permits; none if others might implement it. */
    static List<TypeElement> permitted(TypeElement type) {
        List<TypeElement> found = new ArrayList<>();
        return collect(type, found) ? found : List.of();
    }

    /** False where an unannotated type lets in what cannot be known. */
    private static boolean collect(TypeElement type, List<TypeElement> found) {
        if (!type.getModifiers().contains(Modifier.SEALED)) {
            return false;
        }
        for (TypeMirror permitted : type.getPermittedSubclasses()) {
            Optional<TypeElement> element = Annotations.element(permitted);
            if (element.filter(Annotations::isFunctional).isPresent()) {
                found.add(element.get());
            } else if (element.isPresent()
                    && !element.get().getModifiers().contains(Modifier.FINAL)
                    && !collect(element.get(), found)) {
                return false;
            }
        }
        return true;
    }
}
