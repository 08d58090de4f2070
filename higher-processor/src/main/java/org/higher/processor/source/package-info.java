/** Reading source: trees and text, what names mean, and copying text with edits. */
@NullMarked
package org.higher.processor.source;

import org.jspecify.annotations.NullMarked;
