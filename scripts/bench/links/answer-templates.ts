/** One answer in several wordings. `{}` stands for the detail that makes answers of one topic different ones. */
export interface AnswerTopic {
  readonly details: readonly string[];
  readonly wordings: readonly string[];
}

/** Thresholds and rules are chosen with these. */
export const DEVELOPMENT_TOPICS: readonly AnswerTopic[] = [
  {
    details: ["14", "30", "60"],
    wordings: [
      "You can return any item within {} days of delivery for a full refund.",
      "Items may be sent back up to {} days after they were delivered, and you get all of your money back.",
      "Returns are accepted for {} days after delivery. We refund the full amount.",
      "If you are not happy, send it back within {} days of receiving it and we will refund you in full.",
      "Our return window is {} days from the day of delivery, with a full refund.",
    ],
  },
  {
    details: ["Berlin", "Madrid", "Oslo"],
    wordings: [
      "Our office in {} is open on weekdays from nine to five.",
      "You can visit the {} office Monday to Friday between 9 am and 5 pm.",
      "The {} office opens at 9 and closes at 17 on working days.",
      "From Monday to Friday, 9:00 to 17:00, somebody is at our office in {}.",
    ],
  },
  {
    details: ["cats", "dogs", "rabbits"],
    wordings: [
      "Chocolate is poisonous for {}. Call a vet at once if one has eaten some.",
      "No, never give chocolate to {}: it is toxic for them, and a vet should be called immediately.",
      "{} must not eat chocolate, because it poisons them. Contact a veterinarian right away if it happened.",
      "Chocolate can kill {}. If one ate it, phone a vet immediately.",
    ],
  },
  {
    details: ["password", "email address", "phone number"],
    wordings: [
      "Open Settings, choose Account, and select Change {}.",
      "To change your {}, go to the account page of the settings.",
      "You can change the {} in Settings under Account.",
      "Go to Settings, then Account; there you will find the option to change your {}.",
      "Your {} can be changed on the Account page in Settings.",
    ],
  },
  {
    details: ["monthly", "yearly", "lifetime"],
    wordings: [
      "The {} plan includes all features and support by email.",
      "With the {} plan you get every feature, and support through email.",
      "Every feature and email support come with the {} plan.",
      "If you choose the {} plan, you have all features plus email support.",
    ],
  },
  {
    details: ["iPhone", "Android phone", "Windows computer"],
    wordings: [
      "On your {}, open the settings, tap Updates, and install the latest version.",
      "To update the app on a {}, go to Updates in the settings and install the newest version.",
      "Install the latest version from the Updates section of the settings on your {}.",
      "Look under Settings, Updates on your {} and install the most recent version.",
    ],
  },
  {
    details: ["approved", "rejected", "delayed"],
    wordings: [
      "Your application was {}. You will get a letter with the details this week.",
      "We {} your application, and a letter that explains the details arrives this week.",
      "The application has been {}; details follow by letter within the week.",
      "Expect a letter with details this week: your application has been {}.",
    ],
  },
  {
    details: ["2.5 %", "3.1 %", "4.0 %"],
    wordings: [
      "The interest rate for savings accounts is {} a year.",
      "Savings accounts earn {} interest per year.",
      "We pay {} annual interest on savings accounts.",
      "You earn {} a year on the money in a savings account.",
    ],
  },
  {
    details: ["before", "after"],
    wordings: [
      "Take the tablet {} meals with a glass of water.",
      "The tablet should be taken {} eating, together with a glass of water.",
      "Swallow one tablet {} each meal, with a glass of water.",
      "With a glass of water, take it {} you eat.",
    ],
  },
  {
    details: ["free of charge", "not free: they cost 5 euros", "only for members"],
    wordings: [
      "Deliveries inside the country are {}.",
      "Domestic deliveries are {}.",
      "Within the country, our deliveries are {}.",
      "For addresses in the country deliveries are {}.",
    ],
  },
];

/** Only totals of these are looked at. */
export const TEST_TOPICS: readonly AnswerTopic[] = [
  {
    details: ["3", "5", "10"],
    wordings: [
      "Standard shipping takes {} working days inside Europe.",
      "Within Europe your parcel arrives after {} working days with standard shipping.",
      "Expect {} business days for standard delivery in Europe.",
      "Parcels to European addresses need {} working days when they are sent the standard way.",
      "It takes {} working days to arrive if you choose standard shipping in Europe.",
    ],
  },
  {
    details: ["Paris", "Vienna", "Lisbon"],
    wordings: [
      "The last train to {} leaves at half past eleven in the evening.",
      "At 23:30 the last train departs for {}.",
      "The final train of the day to {} leaves at 11:30 pm.",
      "You can take a train to {} until 23:30, when the last one leaves.",
    ],
  },
  {
    details: ["adults", "children", "pregnant women"],
    wordings: [
      "This medicine is safe for {} in the usual dose.",
      "In the usual dose, {} can take this medicine safely.",
      "{} may take it without risk, as long as they keep to the usual dose.",
      "The usual dose of this medicine is harmless for {}.",
    ],
  },
  {
    details: ["billing address", "delivery date", "payment method"],
    wordings: [
      "You can change the {} of an order on the order page until it is shipped.",
      "Until the order is shipped, its {} can be changed on the order page.",
      "Open the order page to change the {}; this works as long as the order has not been shipped.",
      "The order page lets you edit the {} of your order before it ships.",
    ],
  },
  {
    details: ["basic", "premium", "family"],
    wordings: [
      "The {} subscription renews by itself every month; you can cancel it at any time.",
      "Your {} subscription is extended each month automatically and may be cancelled whenever you like.",
      "Every month the {} subscription renews automatically. Cancel any time you want.",
      "You may cancel the {} subscription at any time; otherwise it renews monthly.",
    ],
  },
  {
    details: ["Mac", "Linux machine", "tablet"],
    wordings: [
      "Restart your {} and try to connect to the network again.",
      "Please reboot the {}, then connect to the network once more.",
      "Turn your {} off and on again, and then try the network connection again.",
      "Try connecting to the network again after you have restarted the {}.",
    ],
  },
  {
    details: ["enabled", "disabled", "hidden"],
    wordings: [
      "Notifications are {} by default for new accounts.",
      "For new accounts the notifications are {} unless you change that.",
      "New accounts start with notifications {}.",
      "By default, a new account has its notifications {}.",
    ],
  },
  {
    details: ["1,000 euros", "2,500 euros", "5,000 euros"],
    wordings: [
      "You can withdraw up to {} a day from a cash machine.",
      "The daily limit for cash withdrawals is {}.",
      "A cash machine gives you at most {} per day.",
      "Withdrawals at cash machines are limited to {} a day.",
    ],
  },
  {
    details: ["over", "under"],
    wordings: [
      "The discount applies to orders {} 100 euros.",
      "Orders {} 100 euros get the discount.",
      "You receive the discount if your order is {} 100 euros.",
      "We give the discount on orders {} 100 euros.",
    ],
  },
  {
    details: ["allowed", "forbidden", "allowed on Sundays only"],
    wordings: [
      "Bicycles are {} on the underground.",
      "On the underground, bicycles are {}.",
      "Taking a bicycle on the underground is {}.",
      "It is {} to take a bicycle on the underground.",
    ],
  },
];
