namespace DocProcessing.Extraction.Formats;

/// <summary>Guesses what divides the values of a row.</summary>
internal static class CsvDelimiter
{
    /// <summary>Takes the candidate that divides the most of the first rows into the same number of values.</summary>
    public static char Guess(ReadOnlySpan<char> start)
    {
        var best = ',';
        var bestScore = 0;
        foreach (var candidate in ",;\t|")
        {
            var score = Score(start, candidate);
            if (score > bestScore)
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return best;
    }

    private static int Score(ReadOnlySpan<char> start, char candidate)
    {
        int expected = -1, score = 0, count = 0, rows = 0;
        var quoted = false;
        foreach (var character in start)
        {
            quoted ^= character == '"';
            count += character == candidate && !quoted ? 1 : 0;
            if (character != '\n' || quoted)
            {
                continue;
            }

            expected = expected < 0 ? count : expected;
            score += count == 0 ? 0 : count == expected ? 4 + Math.Min(count, 3) : -2;
            count = 0;
            if (++rows == 100)
            {
                break;
            }
        }

        return rows == 0 ? count : score;
    }
}
