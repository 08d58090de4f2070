package org.higher.processor.twin.verification.conversions;

import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import org.higher.processor.types.Inheritance;

/**
 * Modules that extend another, of those that are compiled here.
 *
 * <p>Those of a package are not listed: javac would compile all sources that it finds of it.
 *
 * @param models the names of those that are compiled here; there are more from round to round
 */
public record Subclasses(Elements elements, Set<String> models) {
    /** A module that extends a class. */
    public Optional<TypeElement> of(TypeElement type) {
        return models.stream()
                .map(elements::getTypeElement)
                .filter(t -> t != null && Inheritance.isAbove(type, t))
                .findFirst();
    }
}
