"""Number words, and the units of amounts with what one of them is in its dimension's own. Data."""

from __future__ import annotations

DIGITS = frozenset("0123456789")  # not the superscripts, which Python calls digits too
ONES = dict(zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], range(20), strict=True))  # fmt: skip
TENS = dict(zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True))
SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ORDINALS = dict(zip(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"], range(1, 20), strict=True)) | {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
    "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
FRACTIONS = {"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5,
              "sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10}  # fmt: skip
SIGNS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅛": 0.125}
# Often no amounts: they can stand for one.
WEAK = {"once": 1.0, "twice": 2.0, "thrice": 3.0, "double": 2.0, "pair": 2.0, "couple": 2.0, "both": 2.0, "triple": 3.0, "neither": 2.0,
         "single": 1.0, "another": 1.0, "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "twofold": 2.0, "duo": 2.0, "twins": 2.0, "twin": 2.0,
         "tripled": 3.0, "trebled": 3.0, "treble": 3.0, "threefold": 3.0, "trio": 3.0, "triplets": 3.0, "quadrupled": 4.0, "fourfold": 4.0,
         "majority": 0.5, "quartet": 4.0, "quintet": 5.0, "tenfold": 10.0, "halved": 0.5, "halves": 0.5, "centenary": 100.0, "dual": 2.0} | {
         f"{word}{'es' if word == 'six' else 's'}": float(value) for word, value in ONES.items() if 1 < value <= 12
         }  # fmt: skip

# name of the dimension, and how many of it one unit is: its words
UNITS = {
    ("minute", 1 / 60): "second seconds sec secs s", ("minute", 1): "minute minutes min mins", ("minute", 60): "hour hours hr hrs h",
    ("minute", 1440): "day days night nights", ("minute", 10080): "week weeks", ("minute", 20160): "fortnight fortnights",
    ("month", 1): "month months", ("month", 12): "year years yr yrs", ("month", 120): "decade decades", ("month", 1200): "century centuries",
    ("gram", 0.001): "mg milligram milligrams", ("gram", 1): "g gram grams gramme grammes", ("gram", 1000): "kg kilo kilos kilogram kilograms",
    ("gram", 10**6): "tonne tonnes", ("ounce", 1): "oz ounce ounces", ("lb", 1): "lb lbs", ("ton", 1): "ton tons", ("pound", 1): "pound pounds",
    ("metre", 0.001): "mm millimetre millimetres millimeter millimeters", ("metre", 0.01): "cm centimetre centimetres centimeter centimeters",
    ("metre", 1): "m metre metres meter meters", ("metre", 1000): "km kilometre kilometres kilometer kilometers", ("inch", 1): "inch inches",
    ("inch", 12): "foot feet ft", ("inch", 36): "yard yards yd", ("inch", 63360): "mile miles mi", ("acre", 1): "acre acres",
    ("hectare", 1): "hectare hectares ha",
    ("litre", 0.001): "ml millilitre millilitres milliliter milliliters", ("litre", 1): "l litre litres liter liters", ("gallon", 1): "gallon gallons",
    ("pint", 1): "pint pints", ("cup", 1): "cup cups", ("tablespoon", 1): "tablespoon tablespoons tbsp", ("teaspoon", 1): "teaspoon teaspoons tsp",
    ("percent", 1): "% percent pct", ("degree", 1): "° degree degrees", ("celsius", 1): "°c celsius centigrade", ("fahrenheit", 1): "°f fahrenheit",
    ("byte", 1): "byte bytes b", ("byte", 1000): "kb kilobyte kilobytes", ("byte", 10**6): "mb megabyte megabytes",
    ("byte", 10**9): "gb gigabyte gigabytes", ("byte", 10**12): "tb terabyte terabytes", ("watt", 1): "w watt watts", ("watt", 1000): "kw kilowatt kilowatts",
    ("volt", 1): "v volt volts", ("hertz", 1): "hz hertz", ("hertz", 1000): "khz", ("hertz", 10**6): "mhz", ("hertz", 10**9): "ghz",
    ("kmh", 1): "kph kmh", ("mph", 1): "mph", ("mps", 1): "mps", ("knot", 1): "knot knots", ("point", 1): "point points",
    ("square metre", 1): "sqm", ("square metre", 10**6): "sqkm", ("square foot", 1): "sqft", ("square mile", 1): "sqmi",
    ("kwh", 1): "kwh", ("calorie", 1): "calorie calories kcal", ("pixel", 1): "pixel pixels px", ("decibel", 1): "decibel decibels db", ("rpm", 1): "rpm",
    ("stone", 1): "stone",
    ("dollar", 1): "$ dollar dollars usd us$ bucks", ("dollar", 0.01): "cent cents ¢", ("euro", 1): "€ euro euros eur", ("gbp", 1): "£ gbp quid",
    ("yen", 1): "¥ yen jpy", ("franc", 1): "franc francs chf", ("rupee", 1): "₹ rupee rupees", ("shilling", 1): "shilling shillings", ("pence", 1): "pence penny p",
    ("mark", 1): "mark marks", ("rouble", 1): "rouble roubles ruble rubles", ("crown", 1): "crown crowns",
    ("guinea", 1): "guinea guineas",
}  # fmt: skip
# Dimensions that measure the same thing: "per litre" is not "per gallon".
FAMILIES = (
    frozenset({"span", "long span"}), frozenset({"minute", "month"}), frozenset({"metre", "inch"}), frozenset({"acre", "hectare"}),
    frozenset({"gram", "ounce", "lb", "pound", "ton", "stone"}), frozenset({"litre", "gallon", "pint", "cup", "tablespoon", "teaspoon"}),
    frozenset({"dollar", "euro", "gbp", "pound", "yen", "franc", "rupee", "shilling", "pence", "mark", "rouble", "crown", "guinea"}),
)  # fmt: skip
UNIT = {word: place for place, words in UNITS.items() for word in words.split()}
PREFIXES = frozenset("$€£¥₹")
